# Libraries at run time. These look at who called them, so only their entry is seen.

void *dlopen(const char *file, int mode) : entry
void *dlsym(void *handle, const char *name) : entry
int dlclose(void *handle) : entry
char *dlerror(void) : entry
int dladdr(const void *address, Dl_info *out) : entry
