/* What an object tells of itself: by IDispatch::GetTypeInfo, by IProvideClassInfo, and by IDispatchEx its
 * names only. */
#include "helper.h"

#include <dispex.h>
#include <oaidl.h>
#include <oleauto.h>
#include <ocidl.h>

#include "base/memory.h"
#include "base/value.h"

enum { DEEPEST_BASE = 16, MOST_MEMBERS = 4096 };
enum { ENGLISH = 0x409, CAN_CALL = 0x100 /* fdexPropCanCall */ };

/* Not in the libraries of every compiler. */
static const IID dispatch_ex = {0xa6ef9860, 0xc720, 0x11d0, {0x93, 0x37, 0x00, 0xa0, 0xc9, 0x0d, 0xca, 0xa9}};

typedef struct counts {
  LONGLONG functions, variables;
} counts;

static void tried(const char *what, HRESULT hr) {
  text t = {.limit = 200};
  text_printf(&t, "%s answered 0x%08lX", what, (unsigned long)hr);
  answer_text("tried", text_chars(&t));
  text_free(&t);
}

static void answer_name(ITypeInfo *info, MEMBERID id, const char *as) {
  BSTR name = NULL;
  if (FAILED(ITypeInfo_GetDocumentation(info, id, &name, NULL, NULL, NULL))) return;
  char *utf8 = take_bstr(name);
  answer_text(as, utf8);
  memory_free(utf8);
}

/* The seven functions of IUnknown and IDispatch, as they stand in the dispatch view of a dual interface. */
static bool is_inherited(const FUNCDESC *f) {
  uint32_t group = (uint32_t)f->memid >> 16, number = (uint32_t)f->memid & 0xFFFF;
  return (group == 0x6000 && number < 3) || (group == 0x6001 && number < 4);
}

static void add_functions(ITypeInfo *info, UINT n, counts *all) {
  for (UINT i = 0; i < n && all->functions < MOST_MEMBERS; i++) {
    FUNCDESC *f;
    if (FAILED(ITypeInfo_GetFuncDesc(info, i, &f))) continue;
    if (!is_inherited(f)) {
      all->functions++;
      answer_name(info, f->memid, f->invkind == INVOKE_FUNC ? "method" : "property");
    }
    ITypeInfo_ReleaseFuncDesc(info, f);
  }
}

static void add_variables(ITypeInfo *info, UINT n, counts *all) {
  for (UINT i = 0; i < n && all->variables < MOST_MEMBERS; i++) {
    VARDESC *v;
    if (FAILED(ITypeInfo_GetVarDesc(info, i, &v))) continue;
    all->variables++;
    answer_name(info, v->memid, "property");
    ITypeInfo_ReleaseVarDesc(info, v);
  }
}

/* An interface lists its own functions only: its base goes first. A dispinterface lists all. */
static void add_members(ITypeInfo *info, counts *all, int depth) {
  TYPEATTR *a;
  HREFTYPE reference;
  ITypeInfo *base = NULL;
  if (FAILED(ITypeInfo_GetTypeAttr(info, &a))) return;
  bool root = IsEqualGUID(&a->guid, &IID_IUnknown) || IsEqualGUID(&a->guid, &IID_IDispatch);
  if (!root && a->typekind == TKIND_INTERFACE && depth < DEEPEST_BASE &&
      SUCCEEDED(ITypeInfo_GetRefTypeOfImplType(info, 0, &reference)) &&
      SUCCEEDED(ITypeInfo_GetRefTypeInfo(info, reference, &base)) && base) {
    add_members(base, all, depth + 1);
    ITypeInfo_Release(base);
  }
  if (!root) {
    add_functions(info, a->cFuncs, all);
    add_variables(info, a->cVars, all);
  }
  ITypeInfo_ReleaseTypeAttr(info, a);
}

static void answer_path(const TLIBATTR *l) {
  BSTR path = NULL;
  if (FAILED(QueryPathOfRegTypeLib(&l->guid, l->wMajorVerNum, l->wMinorVerNum, l->lcid, &path))) return;
  char *utf8 = take_bstr(path);
  answer_text("library", utf8);
  memory_free(utf8);
}

static void answer_library(ITypeInfo *info) {
  ITypeLib *library = NULL;
  TLIBATTR *l;
  BSTR name = NULL;
  UINT index;
  char guid[GUID_CHARS];
  text version = {.limit = 20};
  if (FAILED(ITypeInfo_GetContainingTypeLib(info, &library, &index)) || !library) return;
  if (SUCCEEDED(ITypeLib_GetLibAttr(library, &l))) {
    ITypeLib_GetDocumentation(library, -1, &name, NULL, NULL, NULL);
    char *utf8 = take_bstr(name);
    text_printf(&version, "%u.%u", l->wMajorVerNum, l->wMinorVerNum);
    const sonde_pair pairs[] = {{"library_name", value_text(utf8)},
        {"library_guid", value_text(guid_text(&l->guid, guid))},
        {"version", value_text(text_chars(&version))}};
    answer_record(pairs, COUNT(pairs));
    answer_path(l);
    memory_free(utf8);
    ITypeLib_ReleaseTLibAttr(library, l);
  }
  text_free(&version);
  ITypeLib_Release(library);
}

/* Of a class its default interface, else the first. */
static UINT default_of(ITypeInfo *class, UINT n) {
  for (UINT i = 0; i < n; i++) {
    INT flags = 0;
    if (SUCCEEDED(ITypeInfo_GetImplTypeFlags(class, i, &flags)) &&
        (flags & (IMPLTYPEFLAG_FDEFAULT | IMPLTYPEFLAG_FSOURCE)) == IMPLTYPEFLAG_FDEFAULT)
      return i;
  }
  return 0;
}

/* The view that scripts have: of a dual interface as of a dispinterface, and objects may give their class. */
static ITypeInfo *dispatch_view(ITypeInfo *info) {
  TYPEATTR *a;
  HREFTYPE reference;
  ITypeInfo *view = NULL;
  if (SUCCEEDED(ITypeInfo_GetTypeAttr(info, &a))) {
    bool class = a->typekind == TKIND_COCLASS;
    bool dual = a->typekind == TKIND_INTERFACE && a->wTypeFlags & TYPEFLAG_FDUAL;
    UINT which = class ? default_of(info, a->cImplTypes) : (UINT)-1;
    if ((class || dual) && SUCCEEDED(ITypeInfo_GetRefTypeOfImplType(info, which, &reference)))
      ITypeInfo_GetRefTypeInfo(info, reference, &view);
    ITypeInfo_ReleaseTypeAttr(info, a);
  }
  if (view) return view;
  ITypeInfo_AddRef(info);
  return info;
}

/* false: it has no members. */
static bool answer_interface(ITypeInfo *asked, const char *described_by) {
  ITypeInfo *info = dispatch_view(asked);
  counts all = {0, 0};
  TYPEATTR *a;
  char guid[GUID_CHARS];
  add_members(info, &all, 0);
  bool any = all.functions || all.variables;
  if (any && SUCCEEDED(ITypeInfo_GetTypeAttr(info, &a))) {
    answer_name(info, MEMBERID_NIL, "interface_name");
    const sonde_pair pairs[] = {{"iid", value_text(guid_text(&a->guid, guid))},
        {"functions", value_i64(all.functions)}, {"variables", value_i64(all.variables)}};
    answer_record(pairs, COUNT(pairs));
    ITypeInfo_ReleaseTypeAttr(info, a);
    answer_library(info);
    answer_text("described_by", described_by);
  }
  ITypeInfo_Release(info);
  return any;
}

static bool by_dispatch(IUnknown *object) {
  IDispatch *d = NULL;
  ITypeInfo *info = NULL;
  answer_step("asking IDispatch::GetTypeInfo");
  HRESULT hr = IUnknown_QueryInterface(object, &IID_IDispatch, (void **)&d);
  if (FAILED(hr) || !d) {
    answer_text("tried", "it has no IDispatch");
    return false;
  }
  hr = IDispatch_GetTypeInfo(d, 0, ENGLISH, &info);
  bool found = false;
  if (FAILED(hr) || !info)
    tried("IDispatch::GetTypeInfo", hr);
  else {
    found = answer_interface(info, "object");
    if (!found) answer_text("tried", "the type information of its IDispatch holds no members");
    ITypeInfo_Release(info);
  }
  IDispatch_Release(d);
  return found;
}

static void one_implemented(ITypeInfo *class, UINT i, bool *described) {
  HREFTYPE reference;
  ITypeInfo *info = NULL;
  INT flags = 0;
  if (FAILED(ITypeInfo_GetImplTypeFlags(class, i, &flags)) || !(flags & IMPLTYPEFLAG_FDEFAULT)) return;
  if (FAILED(ITypeInfo_GetRefTypeOfImplType(class, i, &reference)) ||
      FAILED(ITypeInfo_GetRefTypeInfo(class, reference, &info)) || !info)
    return;
  if (flags & IMPLTYPEFLAG_FSOURCE)
    answer_name(info, MEMBERID_NIL, "events");
  else if (!*described)
    *described = answer_interface(info, "classinfo");
  ITypeInfo_Release(info);
}

/* What IProvideClassInfo gives need not be a class. */
static void answer_class(ITypeInfo *class, bool *described) {
  TYPEATTR *a;
  if (FAILED(ITypeInfo_GetTypeAttr(class, &a))) return;
  if (a->typekind == TKIND_COCLASS) {
    answer_name(class, MEMBERID_NIL, "coclass");
    for (UINT i = 0; i < a->cImplTypes; i++)
      one_implemented(class, i, described);
  } else
    answer_text("tried", "IProvideClassInfo names something that is no class");
  ITypeInfo_ReleaseTypeAttr(class, a);
}

static void by_class_info(IUnknown *object, bool *described) {
  IProvideClassInfo *p = NULL;
  ITypeInfo *class = NULL;
  answer_step("asking IProvideClassInfo");
  if (FAILED(IUnknown_QueryInterface(object, &IID_IProvideClassInfo, (void **)&p)) || !p) {
    answer_text("tried", "it has no IProvideClassInfo");
    return;
  }
  HRESULT hr = IProvideClassInfo_GetClassInfo(p, &class);
  if (FAILED(hr) || !class)
    tried("IProvideClassInfo::GetClassInfo", hr);
  else {
    answer_class(class, described);
    ITypeInfo_Release(class);
  }
  IProvideClassInfo_Release(p);
}

void object_names(IUnknown *object) {
  IDispatchEx *d = NULL;
  DISPID id = DISPID_STARTENUM;
  answer_step("asking IDispatchEx for names");
  if (FAILED(IUnknown_QueryInterface(object, &dispatch_ex, (void **)&d)) || !d) return;
  for (int i = 0; i < MOST_MEMBERS && IDispatchEx_GetNextDispID(d, fdexEnumAll, id, &id) == S_OK; i++) {
    BSTR name = NULL;
    DWORD what = 0;
    if (FAILED(IDispatchEx_GetMemberName(d, id, &name))) continue;
    IDispatchEx_GetMemberProperties(d, id, grfdexPropAll, &what);
    char *utf8 = take_bstr(name);
    answer_text(what & CAN_CALL ? "named_method" : "named_property", utf8);
    memory_free(utf8);
  }
  IDispatchEx_Release(d);
}

void object_describe(IUnknown *object) {
  bool described = by_dispatch(object);
  by_class_info(object, &described);
  if (!described) object_names(object);
}
