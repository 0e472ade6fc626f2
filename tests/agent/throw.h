/* What only C++ can do with a call. */
#ifndef THROWS_H
#define THROWS_H

#ifdef __cplusplus
extern "C" {
#endif

int throws_through_call(int times);  /* how many were caught */
int throws_through_qsort(int times); /* the same, out of a comparison */
int throws_cleaned_by_cancel(void);  /* objects destroyed when a thread in a call was cancelled */

#ifdef __cplusplus
}
#endif
#endif
