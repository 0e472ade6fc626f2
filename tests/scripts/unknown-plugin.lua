return {
  kind = "check", api = 1, id = "unknown-plugin", title = "Wrong", needs = {},
  run = function(host, param)
    return host.plane.add { a = 1 }
  end,
}
