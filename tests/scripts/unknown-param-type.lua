return {
  kind = "check", api = 1, id = "unknown-param-type", title = "Wrong", needs = {},
  params = { time = { "durration", default = "5s" } },
  run = function(host, param) end,
}
