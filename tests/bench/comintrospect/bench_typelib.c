/* What reading type libraries costs: a member described in its canonical line beside one printf of as many
 * fields, and, where there is a Wine prefix (WINEPREFIX, or the one of the tests), all its libraries read
 * from their files and described whole beside the mere reading of these files. CPU time, medians. */
#include <string.h>

#include "base/memory.h"
#include "bench.h"
#include "describe.h"
#include "file.h"
#include "os/file.h"
#include "typelib.h"
#include "typelib_fixture.h"

enum { REPEATS = 500, MOST_FILES = 4096 };

static arena memory;
static const char *files[MOST_FILES];
static size_t nfiles, nlibraries, nlines;

static void describe_library(msft *m, text *line) {
  for (uint32_t i = 0; i < m->types; i++) {
    msft_type t;
    msft_cursor c;
    msft_member one;
    msft_type_at(m, i, &t);
    text_clear(line);
    describe_type_line(line, m, &t);
    nlines++;
    msft_members(m, &t, &c);
    while (msft_next_member(m, &c, &one)) {
      text_clear(line);
      describe_member_line(line, m, &t, &one, NULL);
      nlines++;
    }
  }
}

static double run_fixture(void) {
  size_t len;
  uint8_t *data = fixture_library(&len);
  text line = {0};
  msft m;
  msft_open(&m, (extent){data, len}, NULL);
  nlines = 0;
  int64_t before = clock_thread_cpu_ns();
  for (int i = 0; i < REPEATS; i++)
    describe_library(&m, &line);
  double ns = (double)(clock_thread_cpu_ns() - before) / (double)nlines;
  text_free(&line);
  memory_free(data);
  return ns;
}

static double run_printf(void) {
  text line = {0};
  int64_t before = clock_thread_cpu_ns();
  for (int i = 0; i < REPEATS * 16; i++) {
    text_clear(&line);
    text_printf(&line,
        "function %d %s %s id 0x%08x %s %s offset %d flags 0x%x optional %d: %s (%s) context %d help \"%s\"",
        i, "propget", "Title", 1, "purevirtual", "stdcall", 56, 0, 0, "HRESULT", "[out retval] BSTR* value",
        0, "");
  }
  double ns = (double)(clock_thread_cpu_ns() - before) / (REPEATS * 16);
  text_free(&line);
  return ns;
}

static void find_files(const char *folder, int depth) {
  const char **names = file_list(&memory, folder, NULL);
  for (; names && *names && depth < 12; names++) {
    const char *path = file_join(&memory, folder, *names);
    file_kind kind = file_probe(path);
    extent file;
    if (kind == FILE_FOLDER && strcmp(*names, "dosdevices") != 0) find_files(path, depth + 1);
    if (kind != FILE_REGULAR || nfiles == MOST_FILES || file_load(path, &file, NULL)) continue;
    typelib *t = NEW(typelib);
    if (typelib_open(t, file, 0, NULL) == SONDE_OK) files[nfiles++] = path;
    memory_free(t);
    memory_free((void *)(uintptr_t)file.data);
  }
}

static void read_libraries(const extent *file, text *line) {
  typelib *t = NEW(typelib);
  size_t n = 1;
  for (size_t i = 0; i < n; i++) {
    uint32_t id = i ? t->resources[i].id : 0;
    if (typelib_open(t, *file, id, NULL)) break;
    if (t->in_pe) n = t->nresources;
    describe_library(&t->library, line);
    nlibraries++;
  }
  memory_free(t);
}

static double run_files(bool described) {
  text line = {0};
  nlibraries = nlines = 0;
  int64_t before = clock_thread_cpu_ns();
  for (size_t i = 0; i < nfiles; i++) {
    extent file;
    if (file_load(files[i], &file, NULL)) continue;
    if (described) read_libraries(&file, &line);
    memory_free((void *)(uintptr_t)file.data);
  }
  text_free(&line);
  return (double)(clock_thread_cpu_ns() - before);
}

static double median(double (*measure)(void)) {
  double v[BENCH_RUNS];
  for (int i = 0; i < BENCH_RUNS; i++)
    v[i] = measure();
  return bench_median(v, BENCH_RUNS);
}

static double run_described(void) {
  return run_files(true);
}

static double run_read(void) {
  return run_files(false);
}

int main(void) {
  double floor = median(run_printf), member = median(run_fixture);
  bench_print("typelib.line", member, floor);
  const char *prefix = getenv("WINEPREFIX");
  find_files(prefix ? prefix : WINE_PREFIX, 0);
  if (nfiles == 0) {
    printf("typelib.prefix: none\n");
    return 0;
  }
  double read = median(run_read), described = median(run_described);
  printf("typelib.prefix %.1f ms %.2f\n", described / 1e6, described / read);
  printf("typelib.prefix_lines %zu of_%zu_libraries 0\n", nlines, nlibraries);
  arena_free(&memory);
  return 0;
}
