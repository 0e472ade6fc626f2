-- A rule with a check, two tables and a condition.
return {
  kind  = "rule",
  api   = 1,
  id    = "toy.growth",
  title = "Memory grows",
  needs = {},
  every = "5s",

  params = { least = { "bytes", default = "1 MiB", doc = "smallest gain" } },

  collect = {
    memory = { from = "toy.tick", group = "pid", get = { first = "first resident", last = "last resident" } },
    now    = { from = "toy.list", get = { n = "count" } },
  },

  conditions = {
    large = { of = "memory.last", raise = { ">", "100 MiB" } },
  },

  check = function(host, param, window)
    local found = {}
    for _, row in ipairs(window.memory) do
      local gain = row.last - row.first
      if gain >= param.least then
        found[#found + 1] = {
          severity = #window.raised.large > 0 and "error" or "warning",
          subject  = "pid " .. row.pid,
          text     = ("%s more in %s"):format(host.text.bytes(gain), host.text.duration(window.span)),
          evidence = row,
          target   = { pid = row.pid },
        }
      end
    end
    return found
  end,

  tests = {
    { name   = "growth",
      given  = { span = "5s", memory = { { pid = 7, first = "1 MiB", last = "4 MiB" } } },
      expect = { { severity = "warning", subject = "pid 7", text = "3 MiB more in 5 s", pid = 7 } } },
    { name   = "growth of something large",
      given  = { span = "5s", memory = { { pid = 7, first = "1 MiB", last = "400 MiB" } } },
      expect = { { severity = "error" } } },
    { name    = "an unknown figure is no figure",
      given   = { span = "5s", memory = { { pid = 7, first = "1 MiB", last = { unknown = "denied" } } } },
      unknown = "last" },
    { name   = "from records",
      fake   = { ["toy.tick"] = { { pid = 1, resident = "1 MiB", after = "1s" }, { pid = 1, resident = "3 MiB", after = "2s" } },
                 ["toy.list"] = {} },
      given  = { span = "6s" },
      expect = { { subject = "pid 1", text = "2 MiB more in 5 s" } } },
  },
}
