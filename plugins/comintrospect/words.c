/* Words for kinds and flags, as IDL spells them. */
#include "words.h"

#include "base/memory.h"

#define WORD_OF(list, i) ((i) < COUNT(list) ? (list)[i] : "unknown")

const char *word_kind(uint32_t kind) {
  static const char *const words[] = {
      "enum", "record", "module", "interface", "dispatch", "coclass", "alias", "union"};
  return WORD_OF(words, kind);
}

const char *word_vartype(uint32_t type) {
  static const char *const words[] = {"empty", "null", "short", "long", "float", "double", "CURRENCY", "DATE",
      "BSTR", "IDispatch*", "SCODE", "VARIANT_BOOL", "VARIANT", "IUnknown*", "DECIMAL", NULL, "char",
      "unsigned char", "unsigned short", "unsigned long", "int64", "uint64", "int", "unsigned int", "void",
      "HRESULT", NULL, NULL, NULL, NULL, "LPSTR", "LPWSTR", NULL, NULL, NULL, NULL, NULL, "INT_PTR",
      "UINT_PTR"};
  return type < COUNT(words) ? words[type] : NULL;
}

const char *word_invoke(uint32_t invoke) {
  switch (invoke) {
  case 1: return "method";
  case 2: return "propget";
  case 4: return "propput";
  case 8: return "propputref";
  default: return "unknown";
  }
}

const char *word_function_kind(uint32_t kind) {
  static const char *const words[] = {"virtual", "purevirtual", "nonvirtual", "static", "dispatch"};
  return WORD_OF(words, kind);
}

const char *word_variable_kind(uint32_t kind) {
  static const char *const words[] = {"instance", "static", "const", "dispatch"};
  return WORD_OF(words, kind);
}

const char *word_convention(uint32_t convention) {
  static const char *const words[] = {"fastcall", "cdecl", "pascal", "macpascal", "stdcall", "fpfastcall",
      "syscall", "mpwcdecl", "mpwpascal"};
  return WORD_OF(words, convention);
}

/* names: from the lowest bit, separated by spaces. */
static void add_flags(text *out, uint32_t flags, const char *names) {
  const char *between = "";
  uint32_t bit = 1;
  for (const char *s = names; *s; bit <<= 1) {
    int len = 0;
    while (s[len] && s[len] != ' ')
      len++;
    if (flags & bit) {
      text_printf(out, "%s%.*s", between, len, s);
      between = " ";
    }
    flags &= ~bit;
    s += len;
    if (*s) s++;
  }
  if (flags) text_printf(out, "%s0x%x", between, flags);
}

void words_type_flags(text *out, uint32_t flags) {
  add_flags(out, flags,
      "appobject cancreate licensed predeclid hidden control dual nonextensible oleautomation restricted "
      "aggregatable "
      "replaceable dispatchable reversebind proxy");
}

void words_function_flags(text *out, uint32_t flags) {
  add_flags(out, flags,
      "restricted source bindable requestedit displaybind defaultbind hidden usesgetlasterror "
      "defaultcollelem "
      "uidefault nonbrowsable replaceable immediatebind");
}

void words_variable_flags(text *out, uint32_t flags) {
  add_flags(out, flags,
      "readonly source bindable requestedit displaybind defaultbind hidden restricted defaultcollelem "
      "uidefault "
      "nonbrowsable replaceable immediatebind");
}

void words_library_flags(text *out, uint32_t flags) {
  add_flags(out, flags, "restricted control hidden hasdiskimage");
}

void words_implemented_flags(text *out, uint32_t flags) {
  add_flags(out, flags, "default source restricted defaultvtable");
}

void words_parameter_flags(text *out, uint32_t flags) {
  add_flags(out, flags, "in out lcid retval optional defaultvalue custom");
}
