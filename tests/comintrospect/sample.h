/* The classes of the sample server. */
#ifndef COM_SAMPLE_H
#define COM_SAMPLE_H

/* The last digit (hex) of {5058DE10-0000-0000-C000-00000000000N}. */
enum {
  SAMPLE_GOOD = 1,  /* IDispatch with type information: Add, Total; IPersist */
  SAMPLE_HANGS,     /* in DllGetClassObject */
  SAMPLE_CRASHES,   /* there */
  SAMPLE_REFUSES,   /* there: CLASS_E_NOTLICENSED */
  SAMPLE_EXITS,     /* ends the process there, with 7 */
  SAMPLE_HANGS_ASKED, /* when asked for IPersistFile */
  SAMPLE_NAMES,     /* IDispatchEx that tells names only: Paint(), Color */
  SAMPLE_CRASHES_LAST, /* when it is let go */
  SAMPLE_CLASSES,
  SAMPLE_LOCAL = 10 /* good, served by com_server.exe */
};

/* Called when an object is gone; NULL: nobody minds. */
extern void (*sample_gone)(void);

#define SAMPLE_CLSID(digit) "{5058DE10-0000-0000-C000-00000000000" digit "}"

#endif
