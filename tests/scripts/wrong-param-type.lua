return {
  kind = "check", api = 1, id = "wrong-param-type", title = "Wrong", needs = {},
  params = {
    count = { "integer", default = "many", doc = "how many" },
  },
  run = function(host, param) end,
}
