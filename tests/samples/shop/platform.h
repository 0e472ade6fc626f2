/* What the shop needs from the system; one file for each platform. */
#ifndef SHOP_PLATFORM_H
#define SHOP_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SHOP_SECOND INT64_C(1000000000)

int64_t platform_now_ns(void); /* monotonic */
int64_t platform_process_cpu_ns(void);
int64_t platform_thread_cpu_ns(void);
void platform_sleep_until(int64_t mono_ns);

typedef struct platform_thread platform_thread;
platform_thread *platform_thread_start(void (*run)(void *), void *arg); /* NULL: could not */
void platform_thread_join(platform_thread *t);                          /* and frees it */

/* "FOLDER/shop-PID-NAME", in the system's folder for temporary files. */
void platform_temp_path(char *out, size_t size, const char *name);

/* Files below the C library, which has a limit of its own for open ones. -1: could not. */
intptr_t platform_file_open(const char *path); /* made if missing; to read and write */
bool platform_file_write_through(
    intptr_t file, const void *bytes, size_t size); /* returns when the disk has it */
bool platform_file_rewind(intptr_t file);
void platform_file_close(intptr_t file);
void platform_file_remove(const char *path);

bool platform_leak_handle(void); /* opens something and forgets it */
void platform_die(void);         /* as after a crash: no clean-up, no exit status */

#endif
