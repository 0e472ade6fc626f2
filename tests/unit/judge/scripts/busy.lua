-- A rule that is only data: conditions, and no check.
return {
  kind  = "rule",
  api   = 1,
  id    = "toy.busy",
  title = "A worker is busy for a minute",
  needs = {},
  every = "10s",

  params = {
    high = { "number", default = 0.9, doc = "share from which a worker is busy" },
  },

  collect = {
    usage = { from = "toy.tick", with = { pid = "target.pid" }, where = { took = { ">", "1us" } },
              group = "name", get = { share = "mean share", total = "sum took" } },
  },

  conditions = {
    busy = { of = "usage.share", raise = { ">", "param.high" }, during = "1m", clear = { "<", 0.75 }, severity = "error",
             text = "{name} uses {share} for {for} ({total})", advice = "Give {name} less to do." },
  },

  tests = {
    { name   = "a minute is long enough",
      given  = { { usage = { { name = "a", share = 0.95, total = "5s" } }, times = 6 } },
      expect = { { kind = "toy.busy", severity = "error", subject = "a", text = "a uses 0.95 for 1 min (5 s)",
                   advice = "Give a less to do.", count = 1, open = true, evidence = { share = 0.95 } } } },
    { name   = "fifty seconds are not",
      given  = { { usage = { { name = "a", share = 0.95 } }, times = 5 } },
      expect = false },
    { name   = "a pause starts again",
      given  = { { usage = { { name = "a", share = 0.95 } }, times = 5 }, { usage = { { name = "a", share = 0.9 } } },
                 { usage = { { name = "a", share = 0.95 } }, times = 5 } },
      expect = false },
    { name   = "it stays open until it is low",
      given  = { { usage = { { name = "a", share = 0.95 } }, times = 6 }, { usage = { { name = "a", share = 0.8 } } } },
      expect = { { count = 2, open = true } } },
    { name   = "then it is over",
      given  = { { usage = { { name = "a", share = 0.95 } }, times = 6 }, { usage = { { name = "a", share = 0.7 } } } },
      expect = { { count = 1, open = false } } },
    { name   = "two workers are two findings",
      given  = { { usage = { { name = "a", share = 0.95 }, { name = "b", share = 0.97 } }, times = 7 } },
      expect = { { subject = "a", count = 2 }, { subject = "b", count = 2 } } },
    { name   = "another threshold",
      params = { high = 0.5 },
      given  = { { usage = { { name = "a", share = 0.6 } }, times = 6 } },
      expect = { { subject = "a" } } },
    { name   = "from records, in their own time",
      fake   = { ["toy.tick"] = {
        { name = "a", share = 0.99, took = "1s", after = "5s" },  { name = "a", share = 0.99, took = "1s", after = "15s" },
        { name = "a", share = 0.99, took = "1s", after = "25s" }, { name = "a", share = 0.97, took = "1s", after = "35s" },
        { name = "a", share = 0.99, took = "1s", after = "45s" }, { name = "a", share = 0.99, took = "1s", after = "55s" },
        { name = "a", share = 0.10, took = "0s", after = "56s" } } },  -- taken out by `where`
      given  = { span = "61s" },
      expect = { { subject = "a", text = "a uses 0.99 for 1 min (1 s)" } } },
  },
}
