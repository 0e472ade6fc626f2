-- Loads, but lint finds each of these.
return {
  kind  = "rule",
  api   = 1,
  id    = "toy.crooked",
  title = "Crooked",
  needs = {},
  every = "5s",

  params = {
    used   = { "number", default = 1, doc = "used" },
    unused = { "number", default = 1, doc = "never read" },
  },

  collect = {
    a = { from = "toy.tick", get = { total = "sum tok" } },
  },

  check = function(host, param, window)
    return param.used
  end,

  tests = {
    { name = "x", fake = { ["toy.sizes"] = 1, ["tracer.call"] = {} }, given = { span = "5s" }, expect = false },
  },
}
