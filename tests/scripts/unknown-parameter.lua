return {
  kind = "check", api = 1, id = "unknown-parameter", title = "Wrong", needs = {},
  run = function(host, param)
    return host.plain.slow { tme = "5s" }
  end,
}
