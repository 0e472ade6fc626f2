-- The sums of a program's heap at its end, as evidence.
return {
  kind  = "check",
  api   = 1,
  id    = "totals",
  title = "What a program has not freed at its end",
  needs = { "process.launch", "memory.agent" },

  run = function(host)
    local target = host.target.main()
    local heap = host.memory.track { target = target, what = "blocks", frames = 1 }
    host.wait_until("10m", function() return not target:alive() end)
    local sums = heap:totals()
    host.finding {
      severity = "info",
      text     = ("%d bytes in %d blocks of %d allocations%s"):format(
        sums.live_bytes, sums.live_blocks, sums.allocations, sums.complete and "" or ", incomplete"),
    }
  end,

  tests = {
    { name   = "sums",
      fake   = { ["target.main"] = {}, ["target.alive"] = false, ["memory.track"] = {},
                 ["memory.totals"] = { live_bytes = 7, live_blocks = 1, allocations = 3, complete = true } },
      expect = { { severity = "info", text = "7 bytes in 1 blocks of 3 allocations" } } },
  },
}
