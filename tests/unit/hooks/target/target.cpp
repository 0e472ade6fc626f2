/* target WORD COUNT [CODE]: calls functions of hooked.dll and of the system, and ends with 0 when all results
 * are right. */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include "hooked.h"

static uint64_t next(uint64_t *state) {
  return *state = *state * 6364136223846793005u + 1442695040888963407u;
}

static int three(uint64_t n, uint64_t seed) {
  uint64_t s = seed;
  for (uint64_t i = 0; i < n; i++) {
    uint64_t a = next(&s), b = next(&s), c = next(&s);
    if (hooked_three(a, b, c) != mix(a, b, c)) return 1;
  }
  return 0;
}

static int seven(uint64_t n) {
  uint64_t s = 7;
  for (uint64_t i = 0; i < n; i++) {
    uint64_t a = next(&s), b = next(&s), c = next(&s), d = next(&s), e = next(&s), f = next(&s), g = next(&s);
    if (hooked_seven(a, b, c, d, e, f, g) != (mix(a, b, c) ^ mix(d, e, f) ^ g)) return 1;
  }
  return 0;
}

static int doubles(uint64_t n) {
  for (uint64_t i = 0; i < n; i++) {
    double a = (double)i + 0.25, d = (double)i * 3, e = 8;
    if (hooked_doubles(a, i, 0.5f, d, e) != a + (double)i * 0.5 - d / e) return 1;
  }
  return 0;
}

static DWORD WINAPI worker(void *argument) {
  uint64_t *n = (uint64_t *)argument;
  return (DWORD)three(n[0], n[1]);
}

/* Runs beside the threads until they have ended; none: only waits. */
static int threads_beside(uint64_t n, int (*beside)(void)) {
  enum { THREADS = 8 };
  HANDLE all[THREADS];
  uint64_t arguments[THREADS][2];
  DWORD bad = 0, one;
  for (int i = 0; i < THREADS; i++) {
    arguments[i][0] = n / THREADS;
    arguments[i][1] = (uint64_t)i + 100;
    all[i] = CreateThread(NULL, 0, worker, arguments[i], 0, NULL);
  }
  if (beside) bad = (DWORD)beside();
  WaitForMultipleObjects(THREADS, all, TRUE, INFINITE);
  for (int i = 0; i < THREADS; i++) {
    GetExitCodeThread(all[i], &one);
    bad |= one;
  }
  return (int)bad;
}

static int threads(uint64_t n) {
  return threads_beside(n, NULL);
}

static void throw_it(void *argument) {
  throw *(int *)argument;
}

static int throws(uint64_t n) {
  uint64_t caught = 0;
  for (uint64_t i = 0; i < n; i++) {
    int value = (int)i;
    try {
      hooked_through(throw_it, &value);
    } catch (int got) {
      caught += got == value;
    }
  }
  return caught == n ? 0 : 1;
}

static jmp_buf place;

static void jump_back(void *argument) {
  (void)argument;
  longjmp(place, 1);
}

static int jumps(uint64_t n) {
  volatile uint64_t back = 0;
  for (volatile uint64_t i = 0; i < n; i = i + 1) {
    if (setjmp(place))
      back = back + 1;
    else
      hooked_through(jump_back, NULL);
  }
  return back == n ? 0 : 1;
}

static int files(uint64_t n) {
  for (uint64_t i = 0; i < n; i++) {
    HANDLE h =
        CreateFileW(L"C:\\nowhere\\gr\u00FC\u00DFe.txt", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
    if (h != INVALID_HANDLE_VALUE ||
        (GetLastError() != ERROR_PATH_NOT_FOUND && GetLastError() != ERROR_FILE_NOT_FOUND))
      return 1;
  }
  return 0;
}

static int negatives(uint64_t n) {
  for (uint64_t i = 0; i < n; i++)
    if (hooked_negative((int32_t)i - 5) != 5 - (int32_t)i) return 1;
  return 0;
}

/* Much of what programs do at their start and end. */
static int mixed(uint64_t n) {
  for (uint64_t i = 0; i < n; i++) {
    void *p = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, 100 + i);
    HANDLE e = CreateEventW(NULL, TRUE, FALSE, NULL);
    HMODULE m = LoadLibraryW(L"version.dll");
    if (!p || !e || !m || !SetEvent(e) || WaitForSingleObject(e, 0) != WAIT_OBJECT_0) return 1;
    FreeLibrary(m);
    CloseHandle(e);
    HeapFree(GetProcessHeap(), 0, p);
  }
  return throws(10) | jumps(10) | files(10) | threads(800);
}

typedef uint64_t three_function(uint64_t, uint64_t, uint64_t);

/* What any hook with two times and a record has to do at least. */
static uint64_t ring[65536 / 8];
static uint64_t at;

static __attribute__((noinline)) uint64_t least(uint64_t a, uint64_t b, uint64_t c) {
  uint64_t start = __builtin_ia32_rdtsc(), result = hooked_never(a, b, c), end = __builtin_ia32_rdtsc();
  volatile uint64_t *r = ring + at;
  r[1] = end, r[2] = end - start, r[3] = result, r[4] = a, r[5] = b, r[6] = c, r[7] = 0;
  r[0] = 1;
  at = (at + 8) % (sizeof ring / 8);
  return result;
}

/* Nanoseconds a call: the smallest of 20 rounds. */
static double cost(three_function *volatile f, uint64_t n) {
  LARGE_INTEGER from, to, frequency;
  double best = 1e9;
  QueryPerformanceFrequency(&frequency);
  for (int round = 0; round < 20; round++) {
    uint64_t s = 0;
    three_function *g = f;
    QueryPerformanceCounter(&from);
    for (uint64_t i = 0; i < n; i++)
      s += g(i, s, 7);
    QueryPerformanceCounter(&to);
    ring[0] = s;
    double ns = (double)(to.QuadPart - from.QuadPart) * 1e9 / (double)frequency.QuadPart / (double)n;
    if (ns < best) best = ns;
  }
  return best;
}

/* Ends with the ratio of a hooked call's extra cost to the least, in percent. */
static int costs(uint64_t n) {
  double plain = cost(hooked_never, n), floor = cost(least, n), hooked = cost(hooked_three, n);
  printf("under this system: a call %.1f ns, with two times and a record by hand %.1f ns, hooked %.1f ns\n",
      plain, floor, hooked);
  return (int)((hooked - plain) * 100 / (floor - plain));
}

/* A library that comes, goes and comes again. */
static int late(uint64_t n) {
  for (int round = 0; round < 3; round++) {
    HMODULE m = LoadLibraryW(L"hookedlate.dll");
    FARPROC found = m ? GetProcAddress(m, "hooked_three") : NULL;
    three_function *f;
    if (!found) return 1;
    memcpy(&f, &found, sizeof f);
    for (uint64_t i = 0; i < n; i++)
      if (f(i, i + 1, i + 2) != mix(i, i + 1, i + 2)) return 1;
    FreeLibrary(m);
  }
  return 0;
}

static int late_once(void) {
  return late(10);
}

/* Hooks are put in place while threads run through others. */
static int busy(uint64_t n) {
  return threads_beside(n, late_once);
}

/* Much of the system: more functions than there are thunks. */
static int libraries(uint64_t n) {
  static const wchar_t *const names[] = {L"advapi32.dll", L"user32.dll", L"gdi32.dll", L"ws2_32.dll",
      L"combase.dll", L"ole32.dll", L"oleaut32.dll", L"rpcrt4.dll", L"shlwapi.dll", L"winhttp.dll",
      L"bcrypt.dll", L"setupapi.dll"};
  typedef HRESULT WINAPI initialize(void *);
  typedef void *WINAPI allocate(SIZE_T);
  typedef void WINAPI release(void *);
  HMODULE loaded = NULL;
  for (const wchar_t *name : names)
    if (!(loaded = LoadLibraryW(name))) return 1;
  HMODULE ole = GetModuleHandleW(L"ole32.dll");
  initialize *start = (initialize *)(void *)GetProcAddress(ole, "CoInitialize");
  allocate *get = (allocate *)(void *)GetProcAddress(ole, "CoTaskMemAlloc");
  release *give = (release *)(void *)GetProcAddress(ole, "CoTaskMemFree");
  if (!start || !get || !give || start(NULL) != S_OK) return 2;
  for (uint64_t i = 0; i < n; i++) {
    void *p = get(64);
    if (!p) return 3;
    give(p);
  }
  return mixed(n);
}

static int act(const char *word, uint64_t n) {
  if (!strcmp(word, "three")) return three(n, 1);
  if (!strcmp(word, "seven")) return seven(n);
  if (!strcmp(word, "doubles")) return doubles(n);
  if (!strcmp(word, "threads")) return threads(n);
  if (!strcmp(word, "throws")) return throws(n);
  if (!strcmp(word, "jumps")) return jumps(n);
  if (!strcmp(word, "files")) return files(n);
  if (!strcmp(word, "negatives")) return negatives(n);
  if (!strcmp(word, "mixed")) return mixed(n);
  if (!strcmp(word, "costs")) return costs(n);
  if (!strcmp(word, "late")) return late(n);
  if (!strcmp(word, "libraries")) return libraries(n);
  if (!strcmp(word, "busy")) return busy(n);
  return 99;
}

int main(int argc, char **argv) {
  int bad = act(argc > 1 ? argv[1] : "", argc > 2 ? strtoull(argv[2], NULL, 10) : 1);
  return bad || argc < 4 ? bad : (int)strtol(argv[3], NULL, 10);
}
