return {
  kind = "check", api = 1, id = "unknown-unit", title = "Wrong", needs = {},
  run = function(host, param)
    host.plain.slow { time = "5 parsec" }
  end,
}
