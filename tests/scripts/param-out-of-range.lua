return {
  kind = "check", api = 1, id = "param-out-of-range", title = "Wrong", needs = {},
  params = {
    share = { "number", default = 1.5, min = 0, max = 1 },
  },
  run = function(host, param) end,
}
