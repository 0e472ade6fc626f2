return {
  kind = "check", api = 1, id = "test-expects-nothing", title = "Wrong", needs = {},
  run = function(host, param) end,
  tests = {
    { name = "fine", expect = false },
    { name = "says not what should come out",
      fake = { ["plain.add"] = 3 } },
  },
}
