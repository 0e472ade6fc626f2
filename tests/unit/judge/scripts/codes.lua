
return {
  kind  = "classes",
  api   = 1,
  id    = "toy.codes",
  title = "Codes that are wrong or told twice",
  needs = {},
  rows = {
    { on = { code = { "win32:5", "errno:EACCES" } }, class = "permission.a" },
    { on = { code = { "errno:EACCESS" } }, class = "permission.b" },
    { on = { code = { "win32:6", "errno:13" } }, class = "bug.c" },
    { on = { code = "hresult:0x80070005" }, class = "permission.d" },
    { on = { code = "win32:5", source = "x" }, class = "permission.e" },
    { on = { code = "mine:5x" }, class = "permission.f" },
  },
  tests = { { given = { code = "win32:5" }, expect = { class = "permission.a" } } },
}
