-- Compares any performance counter with limits: a path as Windows writes it, on both platforms.

local units = { percent = " %", count = "", pid = "", [""] = "" }

-- "93.5 %", "512 MiB", "1.2 MiB/s", "310 1/s"
local function show(host, value, unit)
  if unit == "bytes" then return host.text.bytes(math.floor(value)) end
  if unit == "bytes/s" then return host.text.bytes(math.floor(value)) .. "/s" end
  return host.text.number(value) .. (units[unit] or " " .. unit)
end

local function report(host, param, row, word, limit)
  local unit = row.unit or ""
  host.finding {
    kind = "counter", severity = param.severity, subject = row.path,
    target = row.object == "Process" and row.pid and { pid = row.pid } or nil,
    text = ("%s is %s, %s than %s"):format(row.path, show(host, row.value, unit), word, show(host, limit, unit)),
    evidence = { value = row.value, unit = unit, limit = limit, source = row.source },
  }
end

-- How many values there were, and the first that could not be had.
local function compare(host, param)
  local known, lacking = 0, nil
  for row in host.perfcounters.counters { path = param.path, interval = param.over } do
    if row.value == nil then
      lacking = lacking or ("%s (%s)"):format(row.path, row:why "value" or "unknown")
    else
      known = known + 1
      if param.below and row.value < param.below then report(host, param, row, "less", param.below) end
      if param.above and row.value > param.above then report(host, param, row, "more", param.above) end
    end
  end
  return known, lacking
end

return {
  kind  = "check",
  api   = 1,
  id    = "counter",
  title = "A performance counter against limits",
  tags  = { "machine", "counters" },
  needs = { "process.read" },

  params = {
    path     = { "text", default = "", doc = "counter path: \\Memory\\Available MBytes, \\Process(py*)\\Handle Count" },
    below    = { "number", doc = "a finding when the value is less, in the counter's unit" },
    above    = { "number", doc = "a finding when the value is more" },
    over     = { "duration", default = "1s", min = "100ms", max = "30s", doc = "time over which rates are taken" },
    severity = { "text", default = "warning", choices = { "info", "warning", "error", "critical" },
                 doc = "of the finding" },
  },

  run = function(host, param)
    if param.path == "" then host.unknown("no counter is named: -p path='\\Memory\\Available MBytes' -p below=500") end
    if not param.below and not param.above then host.unknown("there is no limit: give -p below=N or -p above=N") end
    local ok, known, lacking = pcall(compare, host, param)
    if not ok and known.code == "missing" then host.unknown(known.message) end
    if not ok then error(known) end
    if known == 0 then host.unknown(lacking or "no instance matches " .. param.path) end
  end,

  tests = {
    { name   = "less than the limit",
      params = { path = "\\Memory\\Available MBytes", below = 500 },
      fake   = { ["perfcounters.counters"] = { { path = "\\Memory\\Available MBytes", value = 320.0, unit = "MiB" } } },
      expect = { { severity = "warning", subject = "\\Memory\\Available MBytes",
                   text = "\\Memory\\Available MBytes is 320*MiB, less than 500*MiB" } } },
    { name   = "more than the limit, with the process; others are well",
      params = { path = "\\Process(*)\\Working Set", above = 1073741824, severity = "error" },
      fake   = { ["perfcounters.counters"] = {
                   { path = "\\Process(shop)\\Working Set", value = 2147483648.0, unit = "bytes", pid = 12 },
                   { path = "\\Process(idle)\\Working Set", value = 1048576.0, unit = "bytes", pid = 13 } } },
      expect = { { severity = "error", subject = "\\Process(shop)\\Working Set",
                   text = "*is 2*GiB, more than 1*GiB" } } },
    { name   = "within both limits",
      params = { path = "\\Processor(_Total)\\% Processor Time", below = 1, above = 95 },
      fake   = { ["perfcounters.counters"] = { { path = "\\Processor(_Total)\\% Processor Time", value = 50.0,
                                                 unit = "percent" } } },
      expect = false },
    { name    = "what cannot be had is no finding",
      params  = { path = "\\System\\Processor Queue Length", above = 10 },
      fake    = { ["perfcounters.counters"] = { { path = "\\System\\Processor Queue Length", unit = "count" } } },
      unknown = "\\System\\Processor Queue Length" },
    { name    = "an instance that is not there",
      params  = { path = "\\Process(shop)\\Working Set", above = 10 },
      fake    = { ["perfcounters.counters"] = { fails = "there is no such instance now", code = "missing" } },
      unknown = "no such instance" },
    { name    = "a path that is wrong",
      params  = { path = "\\Proces(shop)\\Working Set", above = 10 },
      fake    = { ["perfcounters.counters"] = { fails = "there is no counter object 'Proces'", code = "argument" } },
      fails   = "no counter object" },
    { name    = "no counter named", unknown = "no counter is named" },
    { name    = "no limit", params = { path = "\\System\\Threads" }, unknown = "there is no limit" },
  },
}
