-- Looks at the services that Sonde supervises ([service.NAME] of sonde.ini): which ended by themselves, which hold too much memory.

local function check_memory(host, param, service)
  local now = host.perfcounters.process { pid = service.pid, only = { "resident" } }
  if now.resident > param.memory then
    host.finding {
      kind = "service.memory", severity = "error", subject = service.name, class = "resource.memory",
      target = { pid = service.pid, start_id = service.start_id },
      text = ("the service %s holds %s of memory, more than %s"):format(service.name,
        host.text.bytes(now.resident), host.text.bytes(param.memory)),
      evidence = { resident = now.resident },
      advice = "restart it, and look for the leak: sonde watch memory-growth --pid " .. service.pid,
    }
  end
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
  },

  run = function(host, param)
    for _, service in ipairs(host.service.list()) do
      if service.kind == "supervised" and service.state == "ended" then
        host.finding {
          kind = "service.ended", severity = "error", subject = service.name, class = "bug.ended",
          text = ("the service %s was started and has ended by itself"):format(service.name),
          advice = "start it again, and read what it wrote last: service-" .. service.name .. ".log beside Sonde's journal",
        }
      elseif service.kind == "supervised" and service.state == "running" then
        check_memory(host, param, service)
      end
    end
  end,

  tests = {
    { name   = "one ended, one grew, one is well, one is not ours",
      fake   = { ["service.list"] = { { name = "web", kind = "supervised", state = "ended" },
                                      { name = "shop", kind = "supervised", state = "running", pid = 12, start_id = 7 },
                                      { name = "idle", kind = "supervised", state = "running", pid = 13, start_id = 8 },
                                      { name = "off", kind = "supervised", state = "stopped" },
                                      { name = "Spooler", kind = "system", state = "ended" } },
                 ["perfcounters.process"] = { each = { { resident = "2 GiB" }, { resident = "20 MiB" } } } },
      expect = { { kind = "service.ended", subject = "web", severity = "error", class = "bug.ended" },
                 { kind = "service.memory", subject = "shop", class = "resource.memory",
                   text = "the service shop holds 2*GiB of memory, more than 1*GiB" } } },
    { name   = "all is well",
      fake   = { ["service.list"] = { { name = "web", kind = "supervised", state = "stopped" } } },
      expect = false },
  },
}
