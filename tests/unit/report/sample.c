/* Writes the sample session in one format to stdout, for readers that are not ours. */
#include "report/report.h"
#include "sample.h"

int main(int argc, char **argv) {
  text out = {0};
  session *s = sample_session();
  const char *format = argc > 1 ? argv[1] : "text";
  if (strcmp(format, "json") == 0) {
    report_json(&out, s);
  } else if (strcmp(format, "junit") == 0) {
    report_junit(&out, s);
  } else if (strcmp(format, "sarif") == 0) {
    report_sarif(&out, s, &(report_roots){"/repo", "/repo", "/opt/sonde/scripts"});
  } else {
    bool terminal = strcmp(format, "terminal") == 0;
    report_text(
        &out, s, &(report_style){.colour = terminal, .utf8 = terminal, .width = 100, .verbose = argc > 2});
  }
  fwrite(text_chars(&out), 1, out.len, stdout);
  text_free(&out);
  session_free(s);
  return 0;
}
