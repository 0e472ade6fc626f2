-- Looks at the services that Sonde supervises ([service.NAME] of sonde.ini): which ended by themselves, which hold too much memory,
-- and, with -p watch=10s, which take more and more of it.

local steady = require "steady"

local function tell_ended(host, service)
  local said  = host.service.said(service.name)
  local class = said ~= "" and host.classify { source = service.name, text = said } or nil
  host.finding {
    kind = "service.ended", severity = "error", subject = service.name, class = class and class.class or "bug.ended",
    text = ("the service %s was started and has ended by itself%s"):format(service.name,
      said ~= "" and "; the last it wrote: " .. said or ""),
    evidence = { said = said },
    advice = class and class.hint or
      "start it again, and read what it wrote last: service-" .. service.name .. ".log beside Sonde's journal",
  }
end

local function tell_memory(host, service, kind, text, evidence)
  host.finding {
    kind = kind, severity = "error", subject = service.name, class = "resource.memory",
    target = { pid = service.pid, start_id = service.start_id },
    text = "the service " .. service.name .. " " .. text, evidence = evidence,
    advice = "restart it, and look for the leak: sonde watch memory-growth --pid " .. service.pid,
  }
end

-- True: it is told, and need not be watched.
local function check_memory(host, param, service)
  local now = host.perfcounters.process { pid = service.pid, only = { "resident" } }
  if now.resident <= param.memory then return false end
  tell_memory(host, service, "service.memory", ("holds %s of memory, more than %s"):format(
    host.text.bytes(now.resident), host.text.bytes(param.memory)), { resident = now.resident })
  return true
end

local function check_growth(host, param, service, stream)
  local row = stream:rows()[1]
  local gain = row and steady.gain(row)
  if gain and gain >= param.growth then
    tell_memory(host, service, "service.leak", ("takes more and more memory: %s in %s, along a line"):format(
      host.text.bytes(gain), host.text.duration(param.watch)), { gained = gain, now = row.last })
  end
end

-- For the tests: MiB, ten a second.
local function samples(list)
  local rows = {}
  for i, mib in ipairs(list) do
    rows[i] = { pid = 12, private = mib .. " MiB", after = i * 100 .. "ms" }
  end
  return rows
end

return {
  kind  = "check",
  api   = 1,
  id    = "services",
  title = "Do the supervised services run, within their memory?",
  needs = { "service.read", "process.read" },
  tags  = { "service" },

  params = {
    memory = { "bytes", default = "1 GiB", doc = "more than this in RAM is too much for a service" },
    watch  = { "duration", default = "0s", max = "1h", doc = "how long the memory of those that run is watched; 0: not at all" },
    growth = { "bytes", default = "4 MiB", min = "64 KiB", doc = "smallest gain in that time that is told" },
  },

  run = function(host, param)
    local watched = {}
    for _, service in ipairs(host.service.list()) do
      if service.kind == "supervised" and service.state == "ended" then
        tell_ended(host, service)
      elseif service.kind == "supervised" and service.state == "running" and not check_memory(host, param, service)
        and param.watch > 0 then
        watched[service] = host.perfcounters.sample { pid = service.pid, interval = "100ms", only = { "private" } }
                             :get(steady.get "private")
      end
    end
    if not next(watched) then return end
    host.wait(param.watch)
    for service, stream in pairs(watched) do check_growth(host, param, service, stream) end
  end,

  tests = {
    { name   = "one ended, one grew, one is well, one is not ours",
      fake   = { ["service.list"] = { { name = "web", kind = "supervised", state = "ended" },
                                      { name = "shop", kind = "supervised", state = "running", pid = 12, start_id = 7 },
                                      { name = "idle", kind = "supervised", state = "running", pid = 13, start_id = 8 },
                                      { name = "off", kind = "supervised", state = "stopped" },
                                      { name = "Spooler", kind = "system", state = "ended" } },
                 ["service.said"] = "bind: Address already in use",
                 ["perfcounters.process"] = { each = { { resident = "2 GiB" }, { resident = "20 MiB" } } } },
      expect = { { kind = "service.ended", subject = "web", severity = "error", class = "bug.ended",
                   text = "the service web was started and has ended by itself; the last it wrote: bind: Address already in use" },
                 { kind = "service.memory", subject = "shop", class = "resource.memory",
                   text = "the service shop holds 2*GiB of memory, more than 1*GiB" } } },
    { name   = "one ends without a word",
      fake   = { ["service.list"] = { { name = "web", kind = "supervised", state = "ended" } }, ["service.said"] = "" },
      expect = { { class = "bug.ended", text = "the service web was started and has ended by itself" } } },
    { name   = "one leaks",
      params = { watch = "2s" },
      fake   = { ["service.list"] = { { name = "shop", kind = "supervised", state = "running", pid = 12, start_id = 7 } },
                 ["perfcounters.process"] = { resident = "20 MiB" }, ["perfcounters.sample"] = samples { 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 } },
      expect = { { kind = "service.leak", subject = "shop", class = "resource.memory",
                   text = "the service shop takes more and more memory: 10*MiB in 2 s, along a line" } } },
    { name   = "one warms up",
      params = { watch = "2s" },
      fake   = { ["service.list"] = { { name = "shop", kind = "supervised", state = "running", pid = 12, start_id = 7 } },
                 ["perfcounters.process"] = { resident = "20 MiB" }, ["perfcounters.sample"] = samples { 10, 18, 20, 20, 20, 20, 20, 20, 20, 20, 20 } },
      expect = false },
    { name   = "all is well",
      fake   = { ["service.list"] = { { name = "web", kind = "supervised", state = "stopped" } } },
      expect = false },
  },
}
