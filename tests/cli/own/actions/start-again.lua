-- An action of a user that can be undone: starts a service that has ended, and stops it again.
return {
  kind = "action", api = 1, id = "start-again", title = "Start the service again", needs = { "service.read", "service.control" },
  handles = { "service.ended" },
  risk = "low",
  plan = function(host, param, finding) return { "start " .. finding.subject } end,
  run = function(host, param, finding)
    host.service.start(finding.subject)
    return { done = "started" }
  end,
  verify = function(host, param, finding) return host.service.state(finding.subject) == "running" end,
  undo = function(host, param, finding) host.service.stop(finding.subject) end,
  tests = {
    { given  = { finding = { subject = "web" } },
      fake   = { ["service.start"] = true, ["service.state"] = "running" },
      calls  = { "service.start", "service.state" },
      expect = { done = "started", verified = true, plan = { "start web" } } },
  },
}
