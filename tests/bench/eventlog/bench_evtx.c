/*
 * Files of .evtx beside the floor, which reads chunks, checks their sums and finds the record frames, and
 * beside evtxinfo and evtxexport where they are installed. bench_evtx [FILE]: without a file one of ours is
 * made.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../bench.h"
#include "jsonl.h"
#include "reader.h"
#include "write_evtx.h"

#define CHUNKS 400u

static const char *path;
static uint64_t records, bytes_out;

static void make(const char *to) {
  static evtx_writer w;
  written_begin(&w);
  for (uint32_t c = 0, n = 0; c < CHUNKS; c++) {
    written_chunk(&w);
    for (uint32_t i = 0; i < 75; i++) {
      char name[60], image[90];
      n++;
      snprintf(name, sizeof name, "DOMAIN\\user-%u", n);
      snprintf(image, sizeof image, "C:\\Windows\\System32\\program-%u.exe", n % 100);
      uint32_t logon = n % 11;
      uint64_t id = n;
      const written_data data[] = {{"SubjectUserName", SLOT_STRING, name, 0}, {"LogonId", SLOT_HEX64, &id, 8},
          {"LogonType", SLOT_U32, &logon, 4}, {"Image", SLOT_STRING, image, 0},
          {"CommandLine", SLOT_STRING, "program.exe --option value --other \"quoted value\"", 0}};
      written_event e = {.number = n,
          .id = (uint16_t)(4600 + n % 50),
          .level = 4,
          .filetime = 131126659716816408u + n,
          .provider = "Bench-Provider",
          .process = n % 5000,
          .thread = n % 9000,
          .data = data,
          .ndata = 5};
      written_add(&w, &e);
    }
  }
  written_end(&w);
  if (!written_save(&w, to)) exit(1);
  written_free(&w);
}

static void floor_pass(void) {
  error e = {0};
  evtx *x = evtx_open(path, &e);
  evtx_record r;
  records = 0;
  while (x && evtx_next_chunk(x))
    while (evtx_next_record(x, &r))
      records++;
  evtx_close(x);
}

static void pass(const filter *f, int what) {
  error e = {0};
  reader x;
  buf out = {0};
  int got;
  bytes_out = 0;
  if (!reader_open(&x, path, &e)) exit(1);
  while ((got = reader_step(&x, f, &e)) == SOURCE_ENTRY || got == SOURCE_SKIPPED) {
    if (got == SOURCE_SKIPPED || what == 0 || !x.readable) continue;
    buf_clear(&out);
    if (what == 1)
      event_xml(&x.decoder, &x.instance, &out);
    else
      event_jsonl(&x.decoder, &x.instance, &x.record, &out);
    bytes_out += out.len;
  }
  buf_free(&out);
  reader_close(&x);
}

static void xml(void) {
  static const filter all = {.from = INT64_MIN, .to = INT64_MAX, .most_level = -1};
  pass(&all, 1);
}

static void jsonl(void) {
  static const filter all = {.from = INT64_MIN, .to = INT64_MAX, .most_level = -1};
  pass(&all, 2);
}

static void search(void) {
  static const filter some = {.from = INT64_MIN, .to = INT64_MAX, .most_level = 2, .nids = 1, .ids = {1}};
  pass(&some, 0);
}

static double measure(void (*run)(void)) {
  double took[BENCH_RUNS];
  for (int i = 0; i < BENCH_RUNS; i++) {
    int64_t before = clock_thread_cpu_ns();
    run();
    took[i] = (double)(clock_thread_cpu_ns() - before);
  }
  return bench_median(took, BENCH_RUNS) / (double)(records ? records : 1);
}

/* CPU time of a program, user and system; negative: it is not there, or failed. */
static double peer(const char *command, const char *option, const char *value) {
  char *const full[] = {(char *)(uintptr_t)command, (char *)(uintptr_t)option, (char *)(uintptr_t)value,
      (char *)(uintptr_t)path, NULL};
  char *const plain[] = {(char *)(uintptr_t)command, (char *)(uintptr_t)path, NULL};
  pid_t child = fork();
  if (child == 0) {
    int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
    dup2(null, 1);
    dup2(null, 2);
    execvp(command, option ? full : plain);
    _exit(127);
  }
  int status;
  struct rusage used;
  if (child < 0 || wait4(child, &status, 0, &used) != child || !WIFEXITED(status) ||
      WEXITSTATUS(status) == 127)
    return -1;
  double us = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e6 +
              (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
  return us * 1000 / (double)records;
}

/* ratio: to our XML; above 1 the peer is slower. */
static void beside(const char *name, double ns, double xml_ns) {
  if (ns < 0)
    printf("# %s: not installed\n", name);
  else
    printf("%s %.2f ns/record %.2f (times our XML)\n", name, ns, ns / xml_ns);
}

int main(int argc, char **argv) {
  char made[] = "/tmp/sonde-bench-XXXXXX";
  path = argc > 1 ? argv[1] : made;
  if (argc < 2) {
    int f = mkstemp(made);
    if (f < 0) return 1;
    close(f);
    make(made);
  }
  double least = measure(floor_pass), to_xml = measure(xml);
  printf("# %s: %llu records, %llu bytes of XML\n", argc > 1 ? path : "our own file",
      (unsigned long long)records, (unsigned long long)bytes_out);
  bench_print("evtx.floor", least, least);
  bench_print("evtx.search", measure(search), least);
  bench_print("evtx.xml", to_xml, least);
  bench_print("evtx.jsonl", measure(jsonl), least);
  beside("evtxinfo", peer("evtxinfo", NULL, NULL), to_xml);
  beside("evtxexport", argc > 1 ? -1 : peer("evtxexport", "-f", "xml"), to_xml);
  if (argc < 2) unlink(made);
  return 0;
}
