return {
  kind = "check", api = 1, id = "negative-wait", title = "Wrong", needs = {},
  run = function(host, param)
    host.wait(-5)
  end,
}
