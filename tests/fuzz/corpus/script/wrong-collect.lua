return {
  kind = "rule", api = 1, id = "wrong-collect", title = "Wrong", needs = {},
  every = "5s",
  collect = {
    waits = { from = "plain.ticks", group = "what",
              gett = { n = "count" } },
  },
  check = function(host, param, window) end,
}
