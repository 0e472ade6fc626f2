-- Sees a target from its first instruction to its end: with several checks each must.
return {
  kind = "check", api = 1, id = "life.first", title = "The whole life", needs = { "process.read" },
  run = function(host, param)
    local target = host.target.main()
    local figures = host.perfcounters.sample { pid = target:pid(), interval = "20ms" }:get { n = "count" }
    target:go()
    if target:info().elapsed_ns > 0 then host.fail("it runs, and life.second has not seen it yet") end
    local was_alive = target:alive()
    host.wait_until("1m", function() return not target:alive() end)
    local n = figures:rows()[1].n
    if not was_alive or n < 10 then
      host.finding { severity = "error", subject = "life", text = "seen in " .. n .. " samples only" }
    end
  end,
}
