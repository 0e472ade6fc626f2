/* printf checking by the compiler, with the same rules on both systems (MinGW's own would be those of msvcrt). */
#ifndef SONDE_BASE_FORMAT_H
#define SONDE_BASE_FORMAT_H

#if defined(__clang__)
#define FORMAT_PRINTF(at, first) __attribute__((format(printf, at, first)))
#elif defined(__GNUC__)
#define FORMAT_PRINTF(at, first) __attribute__((format(gnu_printf, at, first)))
#else
#define FORMAT_PRINTF(at, first)
#endif

#endif
