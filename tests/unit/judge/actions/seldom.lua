-- For test_action.c: each step is one call.
return {
  kind = "action", api = 1, id = "seldom", title = "Mends", needs = {},
  handles = { "toy.broken" }, risk = "low", cooldown = "1h",
  plan = function(host, param, finding)
    return { ("mend %s, process %d"):format(finding.subject, finding.pid), "start " .. finding.start_id }
  end,
  run = function(host, param, finding) host.work.step("run") return { done = "mended" } end,
  verify = function(host, param, finding) return host.work.step("verify") end,
  undo = function(host, param, finding) host.work.step("undo") end,
}
