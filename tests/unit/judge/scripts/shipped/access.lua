return {
  kind  = "classes",
  api   = 1,
  id    = "toy.access",
  title = "Ships with the toys",
  needs = {},
  rows = {
    { on = { code = "win32:5" }, class = "permission.file" },
  },
}
