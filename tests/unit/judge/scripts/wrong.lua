-- Every test of this file must fail, with the message that the C test expects, or be skipped.
return {
  kind  = "check",
  api   = 1,
  id    = "toy.wrong",
  title = "Tests that must not pass",
  needs = {},

  run = function(host, param)
    host.finding { severity = "info", subject = "s", text = "size is " .. host.toy.size() }
  end,

  tests = {
    { name = "severity", fake = { ["toy.size"] = 1 }, expect = { { severity = "error" } } },
    { name = "one too few", fake = { ["toy.size"] = 1 }, expect = { { subject = "s" }, { subject = "t" } } },
    { name = "nothing", fake = { ["toy.size"] = 1 }, expect = false },
    { name = "calls", fake = { ["toy.size"] = 1 }, calls = { "toy.size", "toy.open" } },
    { name = "no fake", expect = false },
    { name = "should fail", fake = { ["toy.size"] = 1 }, fails = "no toys" },
    { name = "text", fake = { ["toy.size"] = 2 }, expect = { { text = "size is 1*" } } },
    { name = "fake of another kind", fake = { ["toy.size"] = "many" }, expect = false },
    { name = "skipped", fake = { ["tracer.call"] = {} }, expect = false },
  },
}
