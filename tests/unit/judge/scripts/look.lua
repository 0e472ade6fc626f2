-- A check that asks, waits, and reads a query.
return {
  kind  = "check",
  api   = 1,
  id    = "toy.look",
  title = "A look at the toys",
  needs = {},

  params = {
    limit = { "bytes", default = "1 MiB", doc = "allowed size" },
    wait  = { "duration", default = "10m", doc = "how long to wait" },
  },

  run = function(host, param)
    local size = host.toy.size()
    if size > param.limit then
      host.finding { severity = "warning", subject = "size", text = "is " .. host.text.bytes(size), evidence = { bytes = size } }
    end
    host.wait(param.wait)
    for row in host.toy.list() do
      if row.share > 0.5 then
        host.finding { kind = "toy.hungry", severity = "error", subject = row.name, text = "eats", class = "resource.cpu" }
      end
    end
  end,

  tests = {
    { name   = "too large, and one is hungry",
      fake   = { ["toy.size"] = "2 MiB", ["toy.list"] = { { name = "a", share = 0.9 }, { name = "b", share = 0.1 } } },
      calls  = { "toy.size", "toy.list" },
      expect = { { kind = "toy.look", subject = "size", text = "is 2 MiB", evidence = { bytes = 2097152 } },
                 { kind = "toy.hungry", subject = "a", class = "resource.cpu" } } },
    { name   = "all is well",
      fake   = { ["toy.size"] = 12, ["toy.list"] = {} },
      expect = false },
    { name   = "a larger limit",
      params = { limit = "3 MiB" },
      fake   = { ["toy.size"] = "2 MiB", ["toy.list"] = {} },
      expect = false },
    { name  = "an error of a plugin ends it",
      fake  = { ["toy.size"] = { fails = "the toys are locked away", code = "denied" } },
      fails = "the toys are locked away" },
    { name    = "unknown is not 0",
      fake    = { ["toy.size"] = { unknown = "denied" }, ["toy.list"] = {} },
      unknown = "denied" },
  },
}
