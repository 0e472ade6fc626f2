-- One sentence: what this action repairs.

return {
  kind  = "action",
  api   = 1,
  id    = "@NAME@",
  title = "Say what it does",
  needs = { "process.control" },

  handles     = { "process.hang" }, -- kinds of findings it can help with
  risk        = "high",             -- low, medium or high: high ones are asked for
  cooldown    = "10m",
  limit       = { 1, per = "1h" },
  cannot_undo = "a stopped program has lost its state",

  -- In words; changes nothing.
  plan = function(host, param, finding)
    return { "stop " .. finding.subject }
  end,

  run = function(host, param, finding)
    host.target.main():stop()
    return { done = "stopped" }
  end,

  verify = function(host, param, finding)
    return host.wait_until("5s", function() return not host.target.main():alive() end)
  end,

  tests = {
    { name   = "it stops",
      given  = { finding = { subject = "app", pid = 12 } },
      fake   = { ["target.main"] = {}, ["target.stop"] = true, ["target.alive"] = false },
      calls  = { "target.main", "target.stop", "target.main", "target.alive" },
      expect = { done = "stopped", verified = true } },
  },
}
