# Libraries at run time. The agent keeps dlopen, dlsym and dlclose for itself where it must; `functions` says so.

void *dlopen(const char *file, int mode) : NULL text(file)
void *dlsym(void *handle, const char *name) : NULL text(name)
int dlclose(void *handle) : nonzero
char *dlerror(void)
int dladdr(const void *address, Dl_info *out)
