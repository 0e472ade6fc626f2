/* The words of the calling thread, one a module, for who can't afford platform_thread_word. */
#ifndef SONDE_AGENT_LINUX_THREAD_H
#define SONDE_AGENT_LINUX_THREAD_H

#define OF_THREAD _Thread_local __attribute__((tls_model("initial-exec")))

extern OF_THREAD void *trace_writer; /* thunk.S loads it */
extern OF_THREAD void *memory_writer;

#endif
