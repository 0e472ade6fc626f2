return {
  kind = "check", api = 1, id = "missing-run", title = "Wrong", needs = {},
}
