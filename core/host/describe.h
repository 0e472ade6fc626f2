/* What a plugin offers, in forms for people, programs and editors. All computed from the table. */
#ifndef SONDE_HOST_DESCRIBE_H
#define SONDE_HOST_DESCRIBE_H

#include "host/plugin.h"

void describe_plugin_text(text *out, plugin *p); /* one line a row */
void describe_row_text(text *out, const row *r); /* parameters, results or columns, an example */
/* A line for each field under a title; nothing when there is none. */
void describe_fields_text(text *out, const char *title, const sonde_field *fields, uint32_t n);
sonde_value describe_fields_value(arena *a, const sonde_field *fields, uint32_t n);
sonde_value describe_row_value(arena *a, const row *r);
sonde_status describe_plugin_value(arena *a, plugin *p, sonde_value *out, error *e); /* for --json */
void describe_plugin_types(text *out, plugin *p); /* LuaLS annotations of host.PLUGIN */

#endif
