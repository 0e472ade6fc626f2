/* A server of COM classes, one good, the others with a fault each (sample.h). */
#define COBJMACROS
#include "sample.h"

#include <stdbool.h>

#include <windows.h>

#include <dispex.h>
#include <oaidl.h>
#include <oleauto.h>
#include <olectl.h>

typedef struct object {
  IDispatchEx dispatch;
  IPersist persist;
  IClassFactory factory; /* of another one of its kind */
  LONG references;
  unsigned kind;
} object;

#define OBJECT_OF(pointer, member) ((object *)(void *)((char *)(pointer)-offsetof(object, member)))

static const CLSID first = {0x5058DE10, 0, 0, {0xC0, 0, 0, 0, 0, 0, 0, 0}};
static const IID dispatch_ex = {0xa6ef9860, 0xc720, 0x11d0, {0x93, 0x37, 0x00, 0xa0, 0xc9, 0x0d, 0xca, 0xa9}};

static int *volatile nowhere = NULL;

void (*sample_gone)(void);

static void crash(void) {
  *nowhere = 1;
}

/* ------------------------------------------------------------------------------------------- IUnknown -- */

static HRESULT ask(object *o, REFIID iid, void **out) {
  *out = NULL;
  if (o->kind == SAMPLE_HANGS_ASKED && IsEqualGUID(iid, &IID_IPersistFile)) Sleep(INFINITE);
  if (IsEqualGUID(iid, &IID_IUnknown) || IsEqualGUID(iid, &IID_IDispatch) ||
      (o->kind == SAMPLE_NAMES && IsEqualGUID(iid, &dispatch_ex)))
    *out = &o->dispatch;
  else if (IsEqualGUID(iid, &IID_IPersist))
    *out = &o->persist;
  if (!*out) return E_NOINTERFACE;
  InterlockedIncrement(&o->references);
  return S_OK;
}

static ULONG let_go(object *o) {
  LONG left = InterlockedDecrement(&o->references);
  if (left) return (ULONG)left;
  if (o->kind == SAMPLE_CRASHES_LAST) crash();
  HeapFree(GetProcessHeap(), 0, o);
  if (sample_gone) sample_gone();
  return 0;
}

static HRESULT STDMETHODCALLTYPE dispatch_ask(IDispatchEx *self, REFIID iid, void **out) {
  return ask(OBJECT_OF(self, dispatch), iid, out);
}

static ULONG STDMETHODCALLTYPE dispatch_keep(IDispatchEx *self) {
  return (ULONG)InterlockedIncrement(&OBJECT_OF(self, dispatch)->references);
}

static ULONG STDMETHODCALLTYPE dispatch_let_go(IDispatchEx *self) {
  return let_go(OBJECT_OF(self, dispatch));
}

static HRESULT STDMETHODCALLTYPE persist_ask(IPersist *self, REFIID iid, void **out) {
  return ask(OBJECT_OF(self, persist), iid, out);
}

static ULONG STDMETHODCALLTYPE persist_keep(IPersist *self) {
  return (ULONG)InterlockedIncrement(&OBJECT_OF(self, persist)->references);
}

static ULONG STDMETHODCALLTYPE persist_let_go(IPersist *self) {
  return let_go(OBJECT_OF(self, persist));
}

static HRESULT STDMETHODCALLTYPE persist_class(IPersist *self, CLSID *out) {
  *out = first;
  out->Data4[7] = (unsigned char)OBJECT_OF(self, persist)->kind;
  return S_OK;
}

/* ------------------------------------------------------------------------------------------ IDispatch -- */

static bool is_described(const object *o) {
  return o->kind == SAMPLE_GOOD || o->kind == SAMPLE_LOCAL;
}

static HRESULT STDMETHODCALLTYPE count_info(IDispatchEx *self, UINT *out) {
  *out = is_described(OBJECT_OF(self, dispatch));
  return S_OK;
}

static HRESULT STDMETHODCALLTYPE get_info(IDispatchEx *self, UINT i, LCID lcid, ITypeInfo **out) {
  static wchar_t add[] = L"Add", total[] = L"Total", n[] = L"n";
  static PARAMDATA parameters[] = {{n, VT_I4}};
  static METHODDATA methods[] = {{add, parameters, 1, 7, CC_STDCALL, 1, DISPATCH_METHOD, VT_EMPTY},
      {total, NULL, 2, 8, CC_STDCALL, 0, DISPATCH_PROPERTYGET, VT_I4},
      {total, parameters, 2, 9, CC_STDCALL, 1, DISPATCH_PROPERTYPUT, VT_EMPTY}};
  static INTERFACEDATA data = {methods, 3};
  *out = NULL;
  if (!is_described(OBJECT_OF(self, dispatch))) return E_NOTIMPL;
  return i ? DISP_E_BADINDEX : CreateDispTypeInfo(&data, lcid, out);
}

static HRESULT STDMETHODCALLTYPE get_ids(
    IDispatchEx *self, REFIID iid, LPOLESTR *names, UINT n, LCID lcid, DISPID *out) {
  (void)self, (void)iid, (void)names, (void)n, (void)lcid, (void)out;
  return E_NOTIMPL;
}

static HRESULT STDMETHODCALLTYPE invoke(IDispatchEx *self, DISPID id, REFIID iid, LCID lcid, WORD flags,
    DISPPARAMS *params, VARIANT *result, EXCEPINFO *exception, UINT *wrong) {
  (void)self, (void)id, (void)iid, (void)lcid, (void)flags, (void)params, (void)result, (void)exception;
  (void)wrong;
  return E_NOTIMPL;
}

/* ---------------------------------------------------------------------------------------- IDispatchEx -- */

static HRESULT STDMETHODCALLTYPE get_id(IDispatchEx *self, BSTR name, DWORD flags, DISPID *out) {
  (void)self, (void)name, (void)flags, (void)out;
  return E_NOTIMPL;
}

static HRESULT STDMETHODCALLTYPE invoke_ex(IDispatchEx *self, DISPID id, LCID lcid, WORD flags,
    DISPPARAMS *params, VARIANT *result, EXCEPINFO *exception, IServiceProvider *caller) {
  (void)self, (void)id, (void)lcid, (void)flags, (void)params, (void)result, (void)exception, (void)caller;
  return E_NOTIMPL;
}

static HRESULT STDMETHODCALLTYPE delete_name(IDispatchEx *self, BSTR name, DWORD flags) {
  (void)self, (void)name, (void)flags;
  return E_NOTIMPL;
}

static HRESULT STDMETHODCALLTYPE delete_id(IDispatchEx *self, DISPID id) {
  (void)self, (void)id;
  return E_NOTIMPL;
}

static HRESULT STDMETHODCALLTYPE get_properties(IDispatchEx *self, DISPID id, DWORD wanted, DWORD *out) {
  (void)self, (void)wanted;
  *out = id == 1 ? fdexPropCanCall : fdexPropCanGet | fdexPropCanPut;
  return S_OK;
}

static HRESULT STDMETHODCALLTYPE get_name(IDispatchEx *self, DISPID id, BSTR *out) {
  (void)self;
  *out = SysAllocString(id == 1 ? L"Paint" : L"Color");
  return S_OK;
}

static HRESULT STDMETHODCALLTYPE next_id(IDispatchEx *self, DWORD flags, DISPID id, DISPID *out) {
  (void)self, (void)flags;
  *out = id == DISPID_STARTENUM ? 1 : id + 1;
  return *out <= 2 ? S_OK : S_FALSE;
}

static HRESULT STDMETHODCALLTYPE get_parent(IDispatchEx *self, IUnknown **out) {
  (void)self, (void)out;
  return E_NOTIMPL;
}

/* -------------------------------------------------------------------------------------- class factory -- */

static IDispatchExVtbl dispatch_table = {dispatch_ask, dispatch_keep, dispatch_let_go, count_info, get_info,
    get_ids, invoke, get_id, invoke_ex, delete_name, delete_id, get_properties, get_name, next_id,
    get_parent};
static IPersistVtbl persist_table = {persist_ask, persist_keep, persist_let_go, persist_class};
static IClassFactoryVtbl factory_table;

static object *new_object(unsigned kind) {
  object *o = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, sizeof *o);
  o->dispatch.lpVtbl = &dispatch_table;
  o->persist.lpVtbl = &persist_table;
  o->factory.lpVtbl = &factory_table;
  o->references = 1;
  o->kind = kind;
  return o;
}

static HRESULT STDMETHODCALLTYPE factory_ask(IClassFactory *self, REFIID iid, void **out) {
  *out = NULL;
  if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_IClassFactory)) return E_NOINTERFACE;
  *out = self;
  InterlockedIncrement(&OBJECT_OF(self, factory)->references);
  return S_OK;
}

static ULONG STDMETHODCALLTYPE factory_keep(IClassFactory *self) {
  return (ULONG)InterlockedIncrement(&OBJECT_OF(self, factory)->references);
}

static ULONG STDMETHODCALLTYPE factory_let_go(IClassFactory *self) {
  object *o = OBJECT_OF(self, factory);
  LONG left = InterlockedDecrement(&o->references);
  if (!left) HeapFree(GetProcessHeap(), 0, o);
  return (ULONG)left;
}

static HRESULT STDMETHODCALLTYPE factory_create(
    IClassFactory *self, IUnknown *outer, REFIID iid, void **out) {
  *out = NULL;
  if (outer) return CLASS_E_NOAGGREGATION;
  object *o = new_object(OBJECT_OF(self, factory)->kind);
  HRESULT hr = ask(o, iid, out);
  let_go(o);
  return hr;
}

static HRESULT STDMETHODCALLTYPE factory_lock(IClassFactory *self, BOOL lock) {
  (void)self, (void)lock;
  return S_OK;
}

static IClassFactoryVtbl factory_table = {
    factory_ask, factory_keep, factory_let_go, factory_create, factory_lock};

HRESULT WINAPI DllGetClassObject(REFCLSID class, REFIID iid, void **out) {
  CLSID base = *class;
  unsigned kind = base.Data4[7];
  base.Data4[7] = 0;
  *out = NULL;
  if (!IsEqualGUID(&base, &first)) return CLASS_E_CLASSNOTAVAILABLE;
  switch (kind) {
  case SAMPLE_HANGS: Sleep(INFINITE); break;
  case SAMPLE_CRASHES: crash(); break;
  case SAMPLE_REFUSES: return CLASS_E_NOTLICENSED;
  case SAMPLE_EXITS: ExitProcess(7);
  default: break;
  }
  IClassFactory *factory = &new_object(kind)->factory;
  HRESULT hr = factory_ask(factory, iid, out);
  factory_let_go(factory);
  return hr;
}

HRESULT WINAPI DllCanUnloadNow(void) {
  return S_FALSE;
}
