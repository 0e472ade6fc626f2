/* The layout of a record: columns inside it, aligned, sharing a word only when packed. */
#include "base/schema_column.h"

#define SUBJECT_OFFSET 4u
#define FIRST_OFFSET 16u
#define LARGEST_RECORD 65528u /* sonde_record.size is 16 bits, a multiple of 8 */

sonde_status schema_verify_record_size(uint32_t record_size, error *e) {
  if (record_size == 0 ||
      (record_size >= FIRST_OFFSET && record_size <= LARGEST_RECORD && record_size % 8 == 0))
    return SONDE_OK;
  return error_set(e, SONDE_ARG, "record_size %u is not a multiple of 8 from %u to %u", record_size,
      FIRST_OFFSET, LARGEST_RECORD);
}

static bool is_integer(const sonde_field *f) {
  return f->kind == SONDE_I64 || f->kind == SONDE_U64;
}

static bool is_word_view(const sonde_field *f) {
  return is_integer(f) || (f->kind == SONDE_BOOL && f->width);
}

static sonde_status verify_packing(const sonde_field *f, error *e) {
  if (!f->width && !f->shift) return SONDE_OK;
  if (!is_integer(f) && f->kind != SONDE_BOOL)
    return error_set(
        e, SONDE_ARG, "shift and width are for integers and bools, the kind is %s", kind_word(f->kind));
  if (f->kind == SONDE_BOOL && f->width != 1)
    return error_set(e, SONDE_ARG, "a packed bool has width 1, not %u", f->width);
  if (f->width < 1 || f->width > 63 || f->shift > 63 || f->shift + f->width > 64)
    return error_set(
        e, SONDE_ARG, "shift %u and width %u do not lie in a word of 64 bits", f->shift, f->width);
  return SONDE_OK;
}

static sonde_status verify_subject(const sonde_field *f, error *e) {
  if (f->offset != SUBJECT_OFFSET || f->kind != SONDE_SYMBOL)
    return error_set(e, SONDE_ARG, "SUBJECT is a symbol at offset %u, but this is of kind %s at offset %u",
        SUBJECT_OFFSET, kind_word(f->kind), f->offset);
  return SONDE_OK;
}

sonde_status schema_verify_column(const sonde_field *f, uint32_t record_size, error *e) {
  if (f->kind == SONDE_LIST || f->kind == SONDE_MAP)
    return error_set(e, SONDE_ARG, "a column cannot be a %s", kind_word(f->kind));
  if (f->flags & (SONDE_FIELD_POSITIONAL | SONDE_FIELD_REQUIRED))
    return error_set(e, SONDE_ARG, "flags POSITIONAL and REQUIRED are for parameters, this is a column");
  if (f->flags & SONDE_FIELD_SUBJECT) return verify_subject(f, e);
  if (f->offset < FIRST_OFFSET)
    return error_set(
        e, SONDE_ARG, "offset %u lies inside the record's header of %u bytes", f->offset, FIRST_OFFSET);
  if (f->offset % 8) return error_set(e, SONDE_ARG, "offset %u is not a multiple of 8", f->offset);
  if (record_size < 8 || f->offset > record_size - 8)
    return error_set(e, SONDE_ARG, "offset %u lies outside its record of %u bytes", f->offset, record_size);
  if ((f->flags & SONDE_FIELD_QUALITY) && (f->kind != SONDE_U64 || f->width))
    return error_set(e, SONDE_ARG, "QUALITY is a whole u64, the kind is %s", kind_word(f->kind));
  return verify_packing(f, e);
}

/* Two views of one word are honest when both are integers or packed bools and at least one takes only some of
 * its bits. */
static bool clash(const sonde_field *a, const sonde_field *b) {
  return a->offset == b->offset && !(is_word_view(a) && is_word_view(b) && (a->width || b->width));
}

sonde_status schema_verify_columns(const sonde_field *fields, uint32_t nfields, error *e) {
  for (uint32_t i = 0; i < nfields; i++) {
    for (uint32_t k = 0; k < i; k++) {
      if (clash(&fields[k], &fields[i]))
        return error_set(
            e, SONDE_ARG, "%s: lies on %s at offset %u", fields[i].name, fields[k].name, fields[i].offset);
    }
  }
  return SONDE_OK;
}
