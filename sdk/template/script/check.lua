-- One sentence: what this check finds, and for whom.

return {
  kind  = "check",
  api   = 1,
  id    = "@NAME@",
  title = "Say what it tells, in a few words",
  tags  = { "memory" },
  needs = { "process.read" }, -- capabilities: they decide which rows of `host` exist

  params = {
    most = { "bytes", default = "500 MiB", doc = "resident memory from which a program counts as large" },
    run  = { "duration", default = "2s", doc = "how long to watch" },
  },

  run = function(host, param)
    local target = host.target.main() -- what stands behind `--` or `--pid`; nil: the machine
    if not target then host.unknown "name a program: -- COMMAND or --pid N" end

    local largest = 0
    host.wait_until(param.run, function()
      local now = target:alive() and host.perfcounters.process { pid = target:pid() }
      if now and now.resident then largest = math.max(largest, now.resident) end
      return not target:alive()
    end)

    if largest > param.most then
      host.finding {
        severity = "warning",
        text     = ("it used %s of memory"):format(host.text.bytes(largest)),
        evidence = { largest = largest },
        advice   = "Look at what it keeps.",
      }
    end
  end,

  -- `sonde test FILE` runs these: fake answers instead of a real program, and a clock that takes no time.
  tests = {
    { name   = "a large program is found",
      fake   = { ["target.main"] = {}, ["target.pid"] = 12, ["target.alive"] = { each = { true, false } },
                 ["perfcounters.process"] = { resident = "600 MiB" } },
      expect = { { severity = "warning" } } },
    { name   = "a small one is not",
      fake   = { ["target.main"] = {}, ["target.pid"] = 12, ["target.alive"] = { each = { true, false } },
                 ["perfcounters.process"] = { resident = "6 MiB" } },
      expect = false },
  },
}
