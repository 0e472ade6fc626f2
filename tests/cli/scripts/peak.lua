-- The most memory that the target and its descendants held at any sample.
return {
  kind = "check", api = 1, id = "peak", title = "Memory at its peak", needs = { "process.read" },
  params = { most = { "bytes", default = "64 MiB" } },
  run = function(host, param)
    local target = host.target.main()
    local figures = host.perfcounters.sample { pid = target:pid(), interval = "50ms" }:get { most = "max resident" }
    host.wait_until("1m", function() return not target:alive() end)
    local most = figures:rows()[1].most
    if most > param.most then
      host.finding { severity = "error", subject = "memory", text = "held more than " .. host.text.bytes(param.most) ..
        ": " .. host.text.bytes(most), evidence = { most_bytes = most } }
    end
  end,
}
