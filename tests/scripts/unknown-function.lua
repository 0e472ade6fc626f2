return {
  kind = "check", api = 1, id = "unknown-function", title = "Wrong", needs = {},
  run = function(host, param)
    return host.plain.advanc()
  end,
}
