return {
  kind  = "classes",
  api   = 1,
  id    = "toy.twice",
  title = "Equal rows",
  needs = {},
  rows = {
    { on = { code = "win32:5", source = "a" }, class = "permission.a" },
    { on = { code = "win32:5" }, class = "permission.b" },
    { on = { source = "a", code = "win32:5" }, class = "busy.c" },
  },
}
