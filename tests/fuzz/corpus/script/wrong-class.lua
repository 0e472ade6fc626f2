return {
  kind = "classes", api = 1, id = "wrong-class", title = "Wrong", needs = {},
  rows = {
    { on = { code = "errno:EBUSY" }, class = "busy.file" },
    { on = { code = "errno:EACCES" }, class = "permision.file" },
  },
}
