/* Orders and answers. */
#include "servant.h"

#include <stdlib.h>
#include <string.h>

#define END 'x'

void workload_serve(int argc, char **argv, bool (*carry_out)(char order)) {
  char order;
  if (argc < 2 || strcmp(argv[1], "--workload") != 0) return;
  while (workload_read_order(&order) && order != END)
    if (!workload_answer(order == DO_NOTHING || carry_out(order) ? order : '!')) break;
  exit(0);
}

bool workload_do(workload *w, char order) {
  char answer = 0;
  return workload_send(w, order) && workload_receive(w, &answer) && answer == order;
}

void workload_end(workload *w) {
  char answer;
  workload_send(w, END);
  while (workload_receive(w, &answer))
    continue; /* until its end of the pipe is closed */
}

workload *workload_start(void) {
  workload *w = workload_spawn();
  if (!w || workload_do(w, DO_NOTHING)) return w;
  workload_close(w);
  return NULL;
}
