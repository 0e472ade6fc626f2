/* What the C++ side of the test gives. */
#ifndef MEMORY_NEW_H
#define MEMORY_NEW_H

#ifdef __cplusplus
extern "C" {
#endif

enum { INTS = 100 };

void site_new(void);    /* INTS ints, half of them deleted */
void site_vector(void); /* over 1000 blocks, all deleted */
int site_throw(void);   /* whether an impossible size ends in bad_alloc */

#ifdef __cplusplus
}
#endif
#endif
