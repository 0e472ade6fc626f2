/* The MSFT format of type libraries: reads what a file says, and nothing but that. Layout after "The
 * Unofficial TypeLib Data Format Specification"; the meaning of values is that of ITypeLib and ITypeInfo.
 *
 * Nothing is copied: texts point into the file, in the code page of the library's language. What lies outside
 * of the file reads as 0 or none and leaves its first place in `damage`, which the caller clears and asks
 * for. */
#ifndef COMINTROSPECT_MSFT_H
#define COMINTROSPECT_MSFT_H

#include "base/status.h"
#include "extent.h"

enum {
  PART_TYPES,
  PART_IMPORTS,
  PART_LIBRARIES,
  PART_REFERENCES,
  PART_GUID_HASH,
  PART_GUIDS,
  PART_NAME_HASH,
  PART_NAMES,
  PART_STRINGS,
  PART_DESCRIPTORS,
  PART_ARRAYS,
  PART_VALUES,
  PART_VALUE_GUIDS,
  PART_COUNT = 15
};

/* TYPEKIND, as in a file. */
enum {
  KIND_ENUM,
  KIND_RECORD,
  KIND_MODULE,
  KIND_INTERFACE,
  KIND_DISPATCH,
  KIND_COCLASS,
  KIND_ALIAS,
  KIND_UNION,
  KIND_COUNT
};

#define MSFT_NONE 0xFFFFFFFFu /* a position of nothing */
#define TYPE_DUAL 0x40u       /* TYPEFLAG_FDUAL */
/* Bytes of a member at least: a file has no more members than this allows, unless hostile types share theirs.
 */
#define MSFT_LEAST_MEMBER 20u

typedef struct msft_text {
  const char *s; /* NULL: none */
  uint32_t len;
} msft_text;

typedef struct msft_guid {
  uint8_t b[16]; /* as in memory; all zero: none */
} msft_guid;

typedef struct msft {
  extent file;
  uint32_t format, lcid, system, flags, help_context;
  uint16_t major, minor;
  uint32_t declared_types, types; /* types: of these, those that the file has room for */
  msft_guid guid;
  msft_text name, help, help_file, help_dll;
  struct {
    uint64_t at, len;
  } part[PART_COUNT];
  const char *damage; /* what lies outside, NULL: nothing yet */
  uint64_t damage_at; /* where in the file it should be */
} msft;

/* SONDE_UNSUPPORTED: another format, named. SONDE_ARG: damaged so that nothing can be read. */
sonde_status msft_open(msft *m, extent file, error *e);
void msft_damaged(msft *m, const char *what, uint64_t at);
uint32_t msft_u32(msft *m, int part, uint64_t at); /* of a part; damage when outside of it */
uint16_t msft_u16(msft *m, int part, uint64_t at);
msft_text msft_name(msft *m, uint32_t position);
msft_text msft_string(msft *m, uint32_t position);
msft_guid msft_guid_at(msft *m, uint32_t position);

/* -------------------------------------------------------------------------------------------------------
 * types -- */

typedef struct msft_type {
  uint32_t index, kind, alignment, flags, size, vtable_size, help_context;
  uint16_t major, minor, functions, variables, implements;
  uint64_t members_at; /* in the file */
  uint32_t word; /* alias: the type; coclass: head of its list; interface: reference to the base; module: its
                    DLL */
  msft_guid guid;
  msft_text name, help;
} msft_type;

void msft_type_at(msft *m, uint32_t index, msft_type *out);
/* Reached by IDispatch only. Its vtable is that of IDispatch and its functions have no place in one, whatever
 * the file says: compilers number them there as if they had. */
bool msft_is_dispinterface(const msft_type *t);

/* What a reference names: a type of this library, or one of another. */
typedef struct msft_reference {
  bool own, known;
  uint32_t index; /* of an own type, or in the other library where `type` is none */
  msft_guid library, type;
  uint16_t major, minor; /* of the other library */
  msft_text file;        /* of the other library */
} msft_reference;

void msft_reference_at(msft *m, uint32_t reference, msft_reference *out);
/* An entry of PART_LIBRARIES: fills library, version and file, and moves *at behind it. */
bool msft_library_at(msft *m, uint64_t *at, msft_reference *out);

typedef struct msft_implemented {
  uint32_t reference, flags; /* IMPLTYPEFLAG */
} msft_implemented;

/* The i-th entry: interfaces of a coclass, base of an interface. *next: start with msft_first_implemented.
 * false: no more. */
uint32_t msft_first_implemented(const msft_type *t);
bool msft_next_implemented(msft *m, const msft_type *t, uint32_t i, uint32_t *next, msft_implemented *out);

/* -----------------------------------------------------------------------------------------------------
 * members -- */

typedef struct msft_value {
  uint16_t type; /* VARTYPE */
  bool stored;   /* false: the writer kept none, though it is declared */
  int64_t i;     /* integers, and the bits of CY, DATE, R4, R8 */
  msft_text s;   /* BSTR */
} msft_value;

msft_value msft_value_at(msft *m, uint32_t word);

typedef struct msft_parameter {
  uint32_t type, flags; /* PARAMFLAG */
  msft_text name;
  bool has_value;
  msft_value value;
} msft_parameter;

typedef struct msft_member {
  bool is_function;
  uint32_t index, id, type, flags, help_context;
  msft_text name, help;
  /* of a function */
  uint32_t kind, invoke, convention, vtable_offset, parameters, optional;
  uint32_t entry; /* module: position of the name, or the ordinal */
  bool entry_is_ordinal;
  uint64_t parameters_at, values_at; /* in the file; values_at 0: none */
  /* of a variable */
  uint32_t variable_kind; /* 2: a constant */
  int64_t offset;
  msft_value value;
} msft_member;

/* Goes through the members of a type in the order of the file: all functions, then all variables. */
typedef struct msft_cursor {
  const msft_type *type;
  uint32_t next;
  uint64_t records_at, records_end, at;
  uint32_t last_name;
} msft_cursor;

void msft_members(msft *m, const msft_type *t, msft_cursor *c);
bool msft_next_member(msft *m, msft_cursor *c, msft_member *out);
void msft_parameter_at(msft *m, const msft_member *f, uint32_t i, msft_parameter *out);

/* ---------------------------------------------------------------------------------------- descriptions of
 * types -- */

enum { TYPE_SIMPLE, TYPE_POINTER, TYPE_SAFEARRAY, TYPE_ARRAY, TYPE_USER };

typedef struct msft_shape {
  int kind;
  uint32_t simple;    /* VARTYPE */
  uint32_t inner;     /* type word of the target or element */
  uint32_t reference; /* of TYPE_USER */
  uint32_t dimensions;
  uint64_t bounds_at; /* in PART_ARRAYS: pairs of count and lower bound */
} msft_shape;

void msft_shape_of(msft *m, uint32_t type, msft_shape *out);

#endif
