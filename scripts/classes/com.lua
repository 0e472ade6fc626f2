-- Tells what kind of trouble an HRESULT of COM is. Those that wrap a Win32 error are in windows.lua. Retrying by machine is right only for
-- calls that a busy or stopping server turned away.

return {
  kind  = "classes",
  api   = 1,
  id    = "errors.com",
  title = "HRESULTs of COM and automation",
  needs = {},

  rows = {
    -- transient
    { on = { code = { "hresult:0x80004004" } },
      class = "transient.cancelled", severity = "warning", retry = false,
      hint  = "Begin again only if it is still wanted." },
    { on = { code = { "hresult:0x800401FD" } },
      class = "transient.com-server", severity = "warning", retry = false },

    -- busy
    { on = { code = { "hresult:0x80010001", "hresult:0x8001010A", "hresult:0x80080008" } },
      class = "busy.com", severity = "warning", retry = true,
      hint  = "The application is busy or shows a dialog." },
    { on = { code = { "hresult:0x8001010B" } },
      class = "busy.com", severity = "warning", retry = false,
      hint  = "The application is busy or shows a dialog." },

    -- config
    { on = { code = { "hresult:0x80040111", "hresult:0x80040154", "hresult:0x80040155",
                      "hresult:0x800401F3" } },
      class = "config.com-registration", severity = "error", retry = false,
      hint  = "Register the class for this bitness and user." },
    { on = { code = { "hresult:0x800401E4" } },
      class = "config.moniker", severity = "error", retry = false },
    { on = { code = { "hresult:0x8002801D", "hresult:0x8002802B" } },
      class = "config.typelib", severity = "error", retry = false,
      hint  = "Register the type library in the version that the program needs." },

    -- permission
    { on = { code = { "hresult:0x80004015" } },
      class = "permission.com", severity = "error", retry = false },
    { on = { code = { "hresult:0x80030005" } },
      class = "permission.file", severity = "error", retry = false,
      hint  = "The account that runs the program may not do this." },
    { on = { code = { "hresult:0x80040112" } },
      class = "permission.licence", severity = "error", retry = false },
    { on = { code = { "hresult:0x8002801C" } },
      class = "permission.registry", severity = "error", retry = false,
      hint  = "Elevate, or register for the user only." },

    -- missing
    { on = { code = { "hresult:0x800401E3" } },
      class = "missing.com-object", severity = "error", retry = true,
      hint  = "Start the application at the same elevation." },
    { on = { code = { "hresult:0x800401F5", "hresult:0x800401F8" } },
      class = "missing.com-server", severity = "error", retry = false,
      hint  = "Repair the registered path or the installation." },
    { on = { code = { "hresult:0x80030002", "hresult:0x800401EA" } },
      class = "missing.file", severity = "error", retry = false,
      hint  = "Check the full path and the working folder." },
    { on = { code = { "hresult:0x80029C4A" } },
      class = "missing.typelib", severity = "error", retry = false,
      hint  = "Check the paths under the TypeLib key." },

    -- bug
    { on = { code = { "hresult:0x80004003" } },
      class = "bug.argument", severity = "error", retry = false,
      hint  = "The caller passed something the callee does not take: correct the call." },
    { on = { code = { "hresult:0x80020003", "hresult:0x80020004", "hresult:0x80020005",
                      "hresult:0x80020006", "hresult:0x80020008", "hresult:0x8002000B",
                      "hresult:0x8002000E", "hresult:0x8002000F" } },
      class = "bug.automation", severity = "error", retry = false,
      hint  = "Check member, arguments and version against the type information." },
    { on = { code = { "hresult:0x8001010E" } },
      class = "bug.com-apartment", severity = "error", retry = false,
      hint  = "Marshal the interface to the other thread." },
    { on = { code = { "hresult:0x80040200", "hresult:0x80040202" } },
      class = "bug.com-events", severity = "error", retry = false,
      hint  = "Use the source interface of the type information." },
    { on = { code = { "hresult:0x80010106", "hresult:0x80010119", "hresult:0x800401F0",
                      "hresult:0x800401F1" } },
      class = "bug.com-init", severity = "error", retry = false,
      hint  = "Initialise COM on each thread once, with one model, before anything else." },
    { on = { code = { "hresult:0x80010004", "hresult:0x8001010D" } },
      class = "bug.com-reentrance", severity = "error", retry = false,
      hint  = "Post the work and return first." },
    { on = { code = { "hresult:0x80010105" } },
      class = "bug.com-server", severity = "error", retry = false,
      hint  = "Debug the server; do not repeat the call blindly." },
    { on = { code = { "hresult:0x8000FFFF" } },
      class = "bug.state", severity = "error", retry = false },
    { on = { code = { "hresult:0x80004005" } },
      class = "bug.unspecified", severity = "error", retry = false,
      hint  = "The code tells no cause: read the component's own log." },

    -- external
    { on = { code = { "hresult:0x80020009" } },
      class = "external.automation", severity = "error", retry = false,
      hint  = "Read EXCEPINFO and classify its scode." },
    { on = { code = { "hresult:0x80010007", "hresult:0x80010108", "hresult:0x80080005" } },
      class = "external.com-server", severity = "error", retry = false,
      hint  = "Drop the pointer and make the object again; look at why the server ended." },

    -- unsupported
    { on = { code = { "hresult:0x80040110" } },
      class = "unsupported.aggregation", severity = "error", retry = false },
    { on = { code = { "hresult:0x80004002" } },
      class = "unsupported.interface", severity = "error", retry = false,
      hint  = "Use an interface that the object has, or register its proxy." },
    { on = { code = { "hresult:0x80004001" } },
      class = "unsupported.method", severity = "error", retry = false },
  },

  tests = {
    { given = { code = "hresult:0x80010001" },         expect = { class = "busy.com", retry = true } },
    { given = { code = "hresult:-2147418111" },        expect = { class = "busy.com", retry = true } },
    { given = { code = "hresult:0x8001010B" },         expect = { class = "busy.com", retry = false } },
    { given = { code = "hresult:0x800401E3" },         expect = { class = "missing.com-object", retry = true } },
    { given = { code = "hresult:0x80040154" },         expect = { class = "config.com-registration", retry = false } },
    { given = { code = "CO_E_NOTINITIALIZED" },        expect = { class = "bug.com-init" } },
    { given = { code = "hresult:0x80080005" },         expect = { class = "external.com-server", retry = false } },
    { given = { code = "hresult:0x80040201" },         expect = false },
    { given = { code = "win32:5" },                    expect = false },
  },
}
