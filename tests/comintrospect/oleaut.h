/* A type library as oleaut32 shows it, in the canonical lines of the plugin. Windows only. */
#ifndef TESTS_COMINTROSPECT_OLEAUT_H
#define TESTS_COMINTROSPECT_OLEAUT_H

#include <windows.h>

#include <oleauto.h>

#include "line.h"

/* The vtable view of a dual interface; else `outer` itself. The caller releases it. */
ITypeInfo *oleaut_view(ITypeInfo *outer);
void oleaut_library(text *out, ITypeLib *lib);
void oleaut_type(text *out, ITypeLib *lib, UINT index, ITypeInfo *view);
/* The counts of the view. */
void oleaut_counts(ITypeInfo *view, UINT *functions, UINT *variables);
void oleaut_function(text *out, ITypeLib *lib, ITypeInfo *view, UINT index);
void oleaut_variable(text *out, ITypeLib *lib, ITypeInfo *view, UINT index);

#endif
