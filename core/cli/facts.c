/* Facts about the machine and about Sonde's own cost. */
#include "cli/facts.h"

#include <stdio.h>

#include "os/clock.h"
#include "os/process.h"
#include "os/system.h"

session *facts_new_session(void) {
  session *s = session_new();
  snprintf(s->run_id, sizeof s->run_id, "r-%08llx%04x",
      (unsigned long long)(clock_wall_ns() / 1000000 & 0xFFFFFFFF), process_self() & 0xFFFF);
  s->sonde_version = SONDE_VERSION;
  s->system = system_name(&s->arena);
  s->machine = system_machine(&s->arena);
  s->boot_id = system_boot_id(&s->arena);
  s->platform = system_platform();
  s->user = process_user(&s->arena, &s->elevated);
  s->start_wall_ns = clock_wall_ns();
  s->fail_on = SEVERITY_ERROR;
  s->target_status = -1;
  s->target_end = s->command = s->replayed_from = "";
  return s;
}

void facts_cost(session *s, int64_t start_mono_ns, int64_t start_cpu_ns) {
  s->quality.own_cpu_ns = clock_process_cpu_ns() - start_cpu_ns;
  s->quality.elapsed_ns = clock_mono_ns() - start_mono_ns;
  s->quality.own_peak_resident_bytes = system_own_peak_resident_bytes();
}
