# combase, ole32 and oleaut32: COM. The result is the code: an HRESULT, below 0 when it failed.

HRESULT CoInitialize(void *reserved) : negative hresult
HRESULT CoInitializeEx(void *reserved, DWORD model) : negative hresult
void CoUninitialize(void)
HRESULT CoInitializeSecurity(PSECURITY_DESCRIPTOR security, LONG count, SOLE_AUTHENTICATION_SERVICE *services, void *reserved, DWORD authentication, DWORD impersonation, void *list, DWORD capabilities, void *reserved3) : negative hresult
HRESULT CoCreateInstance(REFCLSID class, IUnknown *outer, DWORD context, REFIID interface_id, void **out) : negative hresult
HRESULT CoCreateInstanceEx(REFCLSID class, IUnknown *outer, DWORD context, COSERVERINFO *server, DWORD count, MULTI_QI *results) : negative hresult
HRESULT CoGetClassObject(REFCLSID class, DWORD context, void *server, REFIID interface_id, void **out) : negative hresult
HRESULT CoRegisterClassObject(REFCLSID class, IUnknown *object, DWORD context, DWORD flags, DWORD *out) : negative hresult
HRESULT CoRevokeClassObject(DWORD cookie) : negative hresult
HRESULT CoGetObject(LPCWSTR name, BIND_OPTS *options, REFIID interface_id, void **out) : negative hresult text(name)
HRESULT CLSIDFromProgID(LPCOLESTR name, CLSID *out) : negative hresult text(name)
HRESULT CLSIDFromString(LPCOLESTR text, CLSID *out) : negative hresult text(text)
HRESULT IIDFromString(LPCOLESTR text, IID *out) : negative hresult text(text)
HRESULT ProgIDFromCLSID(REFCLSID class, LPOLESTR *out) : negative hresult
HRESULT StringFromCLSID(REFCLSID class, LPOLESTR *out) : negative hresult
int StringFromGUID2(REFGUID guid, LPOLESTR out, int size) : 0
HRESULT CoCreateGuid(GUID *out) : negative hresult
HRESULT CoMarshalInterface(IStream *stream, REFIID interface_id, IUnknown *object, DWORD context, void *context_data, DWORD flags) : negative hresult
HRESULT CoUnmarshalInterface(IStream *stream, REFIID interface_id, void **out) : negative hresult
HRESULT CoGetInterfaceAndReleaseStream(IStream *stream, REFIID interface_id, void **out) : negative hresult
HRESULT CoMarshalInterThreadInterfaceInStream(REFIID interface_id, IUnknown *object, IStream **out) : negative hresult
HRESULT CoDisconnectObject(IUnknown *object, DWORD reserved) : negative hresult
HRESULT CoSetProxyBlanket(IUnknown *proxy, DWORD authentication, DWORD authorization, OLECHAR *principal, DWORD level, DWORD impersonation, void *identity, DWORD capabilities) : negative hresult
HRESULT CoWaitForMultipleHandles(DWORD flags, DWORD limit_ms, ULONG count, HANDLE *handles, DWORD *index) : negative hresult waits
void *CoTaskMemAlloc(SIZE_T size) : NULL
void *CoTaskMemRealloc(void *block, SIZE_T size)
void CoTaskMemFree(void *block)
HRESULT OleInitialize(void *reserved) : negative hresult
void OleUninitialize(void)
HRESULT OleRun(IUnknown *object) : negative hresult
HRESULT OleGetClipboard(IDataObject **out) : negative hresult
HRESULT OleSetClipboard(IDataObject *data) : negative hresult
HRESULT GetRunningObjectTable(DWORD reserved, IRunningObjectTable **out) : negative hresult
HRESULT CreateBindCtx(DWORD reserved, IBindCtx **out) : negative hresult
HRESULT MkParseDisplayName(IBindCtx *context, LPCOLESTR name, ULONG *eaten, IMoniker **out) : negative hresult text(name)
HRESULT StgOpenStorage(const WCHAR *path, IStorage *priority, DWORD mode, SNB exclude, DWORD reserved, IStorage **out) : negative hresult text(path)
HRESULT StgCreateDocfile(const WCHAR *path, DWORD mode, DWORD reserved, IStorage **out) : negative hresult text(path)
HRESULT CreateStreamOnHGlobal(HGLOBAL block, BOOL free_it, IStream **out) : negative hresult
HRESULT GetActiveObject(REFCLSID class, void *reserved, IUnknown **out) : negative hresult
HRESULT RegisterActiveObject(IUnknown *object, REFCLSID class, DWORD flags, DWORD *out) : negative hresult
HRESULT LoadTypeLib(LPCOLESTR path, ITypeLib **out) : negative hresult text(path)
HRESULT LoadTypeLibEx(LPCOLESTR path, REGKIND kind, ITypeLib **out) : negative hresult text(path)
HRESULT LoadRegTypeLib(REFGUID library, WORD major, WORD minor, LCID locale, ITypeLib **out) : negative hresult
HRESULT RegisterTypeLib(ITypeLib *library, LPOLESTR path, LPOLESTR help) : negative hresult text(path)
HRESULT VariantChangeType(VARIANTARG *to, VARIANTARG *from, USHORT flags, VARTYPE type) : negative hresult
HRESULT VariantCopy(VARIANTARG *to, VARIANTARG *from) : negative hresult
HRESULT VariantClear(VARIANTARG *v) : negative hresult
void VariantInit(VARIANTARG *v) : cheap
BSTR SysAllocString(const OLECHAR *text) : NULL cheap
BSTR SysAllocStringLen(const OLECHAR *text, UINT length) : NULL cheap
void SysFreeString(BSTR text) : cheap
UINT SysStringLen(BSTR text) : cheap
SAFEARRAY *SafeArrayCreate(VARTYPE type, UINT dimensions, SAFEARRAYBOUND *bounds) : NULL
HRESULT SafeArrayDestroy(SAFEARRAY *array) : negative hresult
HRESULT SafeArrayAccessData(SAFEARRAY *array, void **out) : negative hresult
HRESULT SafeArrayUnaccessData(SAFEARRAY *array) : negative hresult
HRESULT SafeArrayGetElement(SAFEARRAY *array, LONG *indices, void *out) : negative hresult
HRESULT SafeArrayPutElement(SAFEARRAY *array, LONG *indices, void *in) : negative hresult
HRESULT DispGetIDsOfNames(ITypeInfo *info, LPOLESTR *names, UINT count, DISPID *out) : negative hresult
HRESULT DispInvoke(void *object, ITypeInfo *info, DISPID member, WORD flags, DISPPARAMS *parameters, VARIANT *result, EXCEPINFO *exception, UINT *argument) : negative hresult
