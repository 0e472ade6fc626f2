/* Inside the schema: where columns lie in their record. */
#ifndef SONDE_BASE_SCHEMA_COLUMN_H
#define SONDE_BASE_SCHEMA_COLUMN_H

#include "base/schema.h"

sonde_status schema_verify_record_size(uint32_t record_size, error *e); /* 0: no record */
sonde_status schema_verify_column(const sonde_field *field, uint32_t record_size, error *e);
sonde_status schema_verify_columns(const sonde_field *fields, uint32_t nfields, error *e); /* each is honest by itself */

#endif
