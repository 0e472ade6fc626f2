-- Restarts a supervised process ([service.NAME] of sonde.ini) that ended, grew or grows, and sees that it stays up.

return {
  kind  = "action",
  api   = 1,
  id    = "restart-process",
  title = "Restart the supervised process",
  needs = { "service.read", "service.control" },

  handles     = { "service.ended", "service.memory", "service.leak" },
  risk        = "medium",
  cooldown    = "30s",
  limit       = { 5, per = "1h" },
  cannot_undo = "a process that has ended cannot be given its state back",

  params = {
    steady = { "duration", default = "2s", doc = "how long it must stay up to count as restarted" },
  },

  plan = function(host, param, finding)
    local words = { "start the service " .. finding.subject,
                    "see that it still runs after " .. host.text.duration(param.steady) }
    if finding.pid then
      table.insert(words, 1, ("stop the service %s, process %d"):format(finding.subject, finding.pid))
    end
    return words
  end,

  run = function(host, param, finding)
    local now = host.service.info { name = finding.subject }
    if now.state == "running" and (now.pid ~= finding.pid or now.start_id ~= finding.start_id) then
      host.fail("%s runs as another process than the one that was found: look again", finding.subject)
    end
    host.service.restart { name = finding.subject }
    return { done = "restarted" }
  end,

  verify = function(host, param, finding)
    host.wait(param.steady)
    local now = host.service.info { name = finding.subject }
    if now.state ~= "running" then
      host.fail("%s is %s, %s after it was restarted", finding.subject, now.state, host.text.duration(param.steady))
    end
    return now.pid ~= finding.pid or now.start_id ~= finding.start_id
  end,

  tests = {
    { name   = "one that comes back",
      given  = { finding = { subject = "web" } },
      fake   = { ["service.restart"] = true, ["service.info"] = { each = { { state = "ended" }, { state = "running", pid = 9, start_id = 4 } } } },
      calls  = { "service.info", "service.restart", "service.info" },
      expect = { done = "restarted", verified = true,
                 plan = { "start the service web", "see that it still runs after 2 s" } } },
    { name   = "one that grew",
      given  = { finding = { kind = "service.memory", subject = "web", pid = 8, start_id = 3 } },
      fake   = { ["service.restart"] = true, ["service.info"] = { each = { { state = "running", pid = 8, start_id = 3 }, { state = "running", pid = 9, start_id = 4 } } } },
      expect = { verified = true, plan = { "stop the service web, process 8", "*", "*" } } },
    { name   = "the same process as before: nothing happened",
      given  = { finding = { subject = "web", pid = 9, start_id = 4 } },
      fake   = { ["service.restart"] = true, ["service.info"] = { state = "running", pid = 9, start_id = 4 } },
      expect = { verified = false } },
    { name   = "one that ends again",
      given  = { finding = { subject = "web" } },
      fake   = { ["service.restart"] = true, ["service.info"] = { state = "ended" } },
      fails  = "web is ended, 2 s after it was restarted" },
    { name   = "one that somebody else has started meanwhile",
      given  = { finding = { subject = "web" } },
      fake   = { ["service.info"] = { state = "running", pid = 9, start_id = 4 } },
      calls  = { "service.info" },
      fails  = "web runs as another process than the one that was found" },
    { name   = "one that cannot be started",
      given  = { finding = { subject = "web" } },
      fake   = { ["service.info"] = { state = "ended" }, ["service.restart"] = { fails = "cannot start 'shop'", code = "missing" } },
      fails  = "cannot start 'shop'" },
  },
}
