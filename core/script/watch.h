/* The soft time limit: a thread that arms a hook only after the deadline, since an armed hook slows every
 * instruction. */
#ifndef SONDE_SCRIPT_WATCH_H
#define SONDE_SCRIPT_WATCH_H

#include <lua.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* One evaluation under a deadline. Owned by its script; linked while it runs. */
typedef struct watch_entry {
  struct watch_entry *next;
  lua_State *lua;
  lua_Hook hook;       /* armed when the deadline has passed */
  int64_t deadline_ns; /* monotonic */
  int64_t left_ns;     /* while paused: what is left */
  bool running, fired;
  atomic_bool firing; /* the hook is being set by the other thread: the allocator frees nothing meanwhile */
} watch_entry;

/* Counts users of the thread; the last close ends it. */
void watch_open(void);
void watch_close(void);

/* Starts, stops, and interrupts the clock of one evaluation. Time between pause and resume does not count. */
void watch_start(watch_entry *w, lua_State *L, lua_Hook hook, int64_t limit_ns);
void watch_stop(watch_entry *w);
void watch_pause(watch_entry *w);
void watch_resume(watch_entry *w);

#endif
