return {
  kind = "check", api = 1, id = "finding-with-function", title = "Wrong", needs = {},
  run = function(host, param)
    host.finding { text = "x", severity = "info", evidence = { by = print } }
  end,
}
