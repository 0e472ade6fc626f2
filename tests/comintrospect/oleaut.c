/* Walks ITypeLib and ITypeInfo. */
#define COBJMACROS
#include "oleaut.h"

#include <string.h>

#include "base/arena.h"

static arena memory; /* texts of the line that is being made */

/* Texts are compared as bytes of code page 1252, which the reader makes UTF-8 of in the same way. */
static msft_text narrow(const wchar_t *s, int len) {
  if (!s) return (msft_text){NULL, 0};
  int n = WideCharToMultiByte(1252, 0, s, len, NULL, 0, NULL, NULL);
  char *bytes = arena_alloc(&memory, (uint64_t)n + 1);
  WideCharToMultiByte(1252, 0, s, len, bytes, n, NULL, NULL);
  return (msft_text){bytes, (uint32_t)n};
}

static msft_text take(BSTR s) {
  msft_text t = narrow(s, (int)SysStringLen(s));
  SysFreeString(s);
  return t;
}

static msft_guid guid_of(const GUID *guid) {
  msft_guid g;
  memcpy(g.b, guid, sizeof g.b);
  return g;
}

static void fails(text *out, const char *what, HRESULT hr) {
  text_printf(out, "?%s 0x%08lx", what, (unsigned long)hr);
}

/* -------------------------------------------------------------------------------------------------------
 * types -- */

static void add_info(text *out, ITypeLib *own, ITypeInfo *info) {
  ITypeLib *lib = NULL;
  UINT index = 0;
  TYPEATTR *attr = NULL;
  TLIBATTR *library = NULL, *mine = NULL;
  HRESULT hr = ITypeInfo_GetContainingTypeLib(info, &lib, &index);
  if (SUCCEEDED(hr)) hr = ITypeInfo_GetTypeAttr(info, &attr);
  if (FAILED(hr)) {
    fails(out, "type", hr);
    return;
  }
  ITypeLib_GetLibAttr(lib, &library);
  ITypeLib_GetLibAttr(own, &mine);
  if (lib == own || IsEqualGUID(&library->guid, &mine->guid)) {
    BSTR name = NULL;
    ITypeInfo_GetDocumentation(info, -1, &name, NULL, NULL, NULL);
    line_own_type(out, 0x409, take(name), index, true);
  } else {
    msft_guid l = guid_of(&library->guid), t = guid_of(&attr->guid);
    line_foreign_type(out, &l, &t, index);
  }
  ITypeLib_ReleaseTLibAttr(own, mine);
  ITypeLib_ReleaseTLibAttr(lib, library);
  ITypeInfo_ReleaseTypeAttr(info, attr);
  ITypeLib_Release(lib);
}

static void add_reference(text *out, ITypeLib *own, ITypeInfo *from, HREFTYPE reference) {
  ITypeInfo *info = NULL;
  HRESULT hr = ITypeInfo_GetRefTypeInfo(from, reference, &info);
  if (FAILED(hr)) {
    fails(out, "reference", hr);
    return;
  }
  add_info(out, own, info);
  ITypeInfo_Release(info);
}

static void add_type(text *out, ITypeLib *own, ITypeInfo *from, const TYPEDESC *t) {
  switch (t->vt) {
  case VT_PTR:
    add_type(out, own, from, t->lptdesc);
    text_putc(out, '*');
    break;
  case VT_SAFEARRAY:
    text_puts(out, "SAFEARRAY(");
    add_type(out, own, from, t->lptdesc);
    text_putc(out, ')');
    break;
  case VT_CARRAY:
    add_type(out, own, from, &t->lpadesc->tdescElem);
    for (USHORT i = 0; i < t->lpadesc->cDims; i++)
      line_bound(out, t->lpadesc->rgbounds[i].cElements, t->lpadesc->rgbounds[i].lLbound);
    break;
  case VT_USERDEFINED: add_reference(out, own, from, t->hreftype); break;
  default: line_simple_type(out, t->vt);
  }
}

static msft_value value_of(const VARIANT *v) {
  msft_value out = {.type = V_VT(v), .stored = true};
  switch (V_VT(v)) {
  case VT_I1: out.i = V_I1(v); break;
  case VT_UI1: out.i = V_UI1(v); break;
  case VT_I2:
  case VT_BOOL: out.i = V_I2(v); break;
  case VT_UI2: out.i = V_UI2(v); break;
  case VT_UI4:
  case VT_UINT:
  case VT_R4: out.i = V_UI4(v); break;
  case VT_R8:
  case VT_CY:
  case VT_DATE:
  case VT_I8:
  case VT_UI8: out.i = V_I8(v); break;
  case VT_BSTR: out.s = narrow(V_BSTR(v), (int)SysStringLen(V_BSTR(v))); break;
  default: out.i = V_I4(v);
  }
  return out;
}

/* -------------------------------------------------------------------------------------------------------
 * lines -- */

void oleaut_library(text *out, ITypeLib *lib) {
  msft m = {0};
  TLIBATTR *attr;
  BSTR name = NULL, help = NULL, file = NULL;
  DWORD context = 0;
  arena_reset(&memory);
  ITypeLib_GetLibAttr(lib, &attr);
  ITypeLib_GetDocumentation(lib, -1, &name, &help, &context, &file);
  m.guid = guid_of(&attr->guid);
  m.major = attr->wMajorVerNum;
  m.minor = attr->wMinorVerNum;
  m.lcid = attr->lcid;
  m.system = (uint32_t)attr->syskind;
  m.flags = attr->wLibFlags & ~(uint32_t)LIBFLAG_FHASDISKIMAGE; /* set by the loader, not in the file */
  m.types = ITypeLib_GetTypeInfoCount(lib);
  m.name = take(name);
  m.help = take(help);
  m.help_file = take(file);
  m.help_context = context;
  ITypeLib_ReleaseTLibAttr(lib, attr);
  line_library(out, &m);
}

ITypeInfo *oleaut_view(ITypeInfo *outer) {
  TYPEATTR *attr;
  HREFTYPE reference;
  ITypeInfo *view = NULL;
  ITypeInfo_GetTypeAttr(outer, &attr);
  bool dual = attr->typekind == TKIND_DISPATCH && attr->wTypeFlags & TYPEFLAG_FDUAL;
  ITypeInfo_ReleaseTypeAttr(outer, attr);
  if (dual && SUCCEEDED(ITypeInfo_GetRefTypeOfImplType(outer, (UINT)-1, &reference)))
    ITypeInfo_GetRefTypeInfo(outer, reference, &view);
  if (view) return view;
  ITypeInfo_AddRef(outer);
  return outer;
}

void oleaut_counts(ITypeInfo *view, UINT *functions, UINT *variables) {
  TYPEATTR *attr;
  ITypeInfo_GetTypeAttr(view, &attr);
  *functions = attr->cFuncs;
  *variables = attr->cVars;
  ITypeInfo_ReleaseTypeAttr(view, attr);
}

static void add_implements(text *out, ITypeLib *lib, ITypeInfo *view, UINT n) {
  for (UINT i = 0; i < n; i++) {
    HREFTYPE reference;
    INT flags = 0;
    text one = {0};
    HRESULT hr = ITypeInfo_GetRefTypeOfImplType(view, i, &reference);
    if (SUCCEEDED(hr))
      add_reference(&one, lib, view, reference);
    else
      fails(&one, "implements", hr);
    ITypeInfo_GetImplTypeFlags(view, i, &flags);
    line_implemented(out, text_chars(&one), (uint32_t)flags);
    text_free(&one);
  }
}

void oleaut_type(text *out, ITypeLib *lib, UINT index, ITypeInfo *view) {
  TYPEATTR *attr;
  TYPEKIND kind;
  BSTR name = NULL, help = NULL;
  DWORD context = 0;
  text of = {0}, implements = {0};
  arena_reset(&memory);
  ITypeInfo_GetTypeAttr(view, &attr);
  ITypeLib_GetTypeInfoType(lib, index, &kind);
  ITypeLib_GetDocumentation(lib, (INT)index, &name, &help, &context, NULL);
  msft_type t = {.index = index,
      .kind = (uint32_t)kind,
      .alignment = attr->cbAlignment,
      .flags = attr->wTypeFlags,
      .size = attr->cbSizeInstance,
      .vtable_size = attr->cbSizeVft,
      .help_context = context,
      .major = attr->wMajorVerNum,
      .minor = attr->wMinorVerNum,
      .functions = attr->cFuncs,
      .variables = attr->cVars,
      .guid = guid_of(&attr->guid),
      .name = take(name),
      .help = take(help)};
  if (kind == TKIND_ALIAS) add_type(&of, lib, view, &attr->tdescAlias);
  add_implements(&implements, lib, view, attr->cImplTypes);
  line_type(out, 0x409, &t, kind == TKIND_ALIAS ? text_chars(&of) : NULL, text_chars(&implements));
  ITypeInfo_ReleaseTypeAttr(view, attr);
  text_free(&of);
  text_free(&implements);
}

/* GetNames answers for the first function with this member id. */
static void add_parameters(text *out, ITypeLib *lib, ITypeInfo *view, const FUNCDESC *f) {
  BSTR names[256] = {NULL};
  UINT n = 0;
  ITypeInfo_GetNames(view, f->memid, names, 256, &n);
  SysFreeString(names[0]);
  for (SHORT i = 0; i < f->cParams; i++) {
    const ELEMDESC *e = &f->lprgelemdescParam[i];
    const PARAMDESC *d = &e->paramdesc;
    msft_parameter p = {.flags = d->wParamFlags};
    text type = {0};
    if (i < 255 && (UINT)i + 1 < n) p.name = take(names[i + 1]);
    p.has_value = d->wParamFlags & PARAMFLAG_FHASDEFAULT && d->pparamdescex;
    if (p.has_value) p.value = value_of(&d->pparamdescex->varDefaultValue);
    add_type(&type, lib, view, &e->tdesc);
    line_parameter(out, 0x409, &p, text_chars(&type));
    text_free(&type);
  }
}

static void add_entry(text *out, ITypeInfo *view, const FUNCDESC *f) {
  BSTR dll = NULL, name = NULL;
  WORD ordinal = 0;
  ITypeInfo_GetDllEntry(view, f->memid, f->invkind, &dll, &name, &ordinal);
  words_quoted(out, 0x409, take(dll));
  text_putc(out, ' ');
  if (name)
    words_quoted(out, 0x409, take(name));
  else
    text_printf(out, "%u", ordinal);
}

void oleaut_function(text *out, ITypeLib *lib, ITypeInfo *view, UINT index) {
  FUNCDESC *f;
  BSTR name = NULL, help = NULL;
  DWORD context = 0;
  text returns = {0}, parameters = {0}, entry = {0};
  arena_reset(&memory);
  HRESULT hr = ITypeInfo_GetFuncDesc(view, index, &f);
  if (FAILED(hr)) {
    fails(out, "function", hr);
    return;
  }
  ITypeInfo_GetDocumentation(view, f->memid, &name, &help, &context, NULL);
  msft_member m = {.is_function = true,
      .index = index,
      .id = (uint32_t)f->memid,
      .flags = f->wFuncFlags,
      .help_context = context,
      .name = take(name),
      .help = take(help),
      .kind = (uint32_t)f->funckind,
      .invoke = (uint32_t)f->invkind,
      .convention = (uint32_t)f->callconv,
      .vtable_offset = (uint16_t)f->oVft,
      .optional = (uint16_t)f->cParamsOpt};
  add_type(&returns, lib, view, &f->elemdescFunc.tdesc);
  add_parameters(&parameters, lib, view, f);
  if (f->funckind == FUNC_STATIC) add_entry(&entry, view, f);
  line_function(
      out, 0x409, &m, text_chars(&returns), text_chars(&parameters), entry.len ? text_chars(&entry) : NULL);
  ITypeInfo_ReleaseFuncDesc(view, f);
  text_free(&returns);
  text_free(&parameters);
  text_free(&entry);
}

void oleaut_variable(text *out, ITypeLib *lib, ITypeInfo *view, UINT index) {
  VARDESC *v;
  BSTR name = NULL, help = NULL;
  DWORD context = 0;
  text type = {0};
  arena_reset(&memory);
  HRESULT hr = ITypeInfo_GetVarDesc(view, index, &v);
  if (FAILED(hr)) {
    fails(out, "variable", hr);
    return;
  }
  ITypeInfo_GetDocumentation(view, v->memid, &name, &help, &context, NULL);
  msft_member m = {.index = index,
      .id = (uint32_t)v->memid,
      .flags = v->wVarFlags,
      .help_context = context,
      .name = take(name),
      .help = take(help),
      .variable_kind = (uint32_t)v->varkind};
  if (v->varkind == VAR_CONST)
    m.value = value_of(v->lpvarValue);
  else
    m.offset = (LONG)v->oInst;
  add_type(&type, lib, view, &v->elemdescVar.tdesc);
  line_variable(out, 0x409, &m, text_chars(&type));
  ITypeInfo_ReleaseVarDesc(view, v);
  text_free(&type);
}
