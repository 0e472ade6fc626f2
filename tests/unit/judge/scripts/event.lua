-- A rule that runs when an event comes, not by the clock.
return {
  kind  = "rule",
  api   = 1,
  id    = "toy.event",
  title = "Something ticked",
  needs = {},
  on    = "toy.tick",
  check = function(host, param, window)
    local found = {}
    for _, row in ipairs(window.events) do
      found[#found + 1] = { severity = "info", subject = row.name, text = "ticked" }
    end
    return found
  end,
  tests = {
    { name   = "two ticks",
      fake   = { ["toy.tick"] = { { name = "a", after = "1s" }, { name = "b", after = "5s" }, { name = "a", after = "5s" } } },
      given  = { span = "10s" },
      expect = { { subject = "a", count = 2 }, { subject = "b", count = 1 } } },
  },
}
