-- An action: plan, run, verify.
return {
  kind  = "action",
  api   = 1,
  id    = "toy.mend",
  title = "Mend a toy",
  needs = {},

  handles     = { "toy.broken" },
  risk        = "low",
  cannot_undo = "glue holds",

  plan = function(host, param, finding)
    return { "glue " .. finding.subject }
  end,

  run = function(host, param, finding)
    return { done = "glued", size = host.toy.size(finding.subject) }
  end,

  verify = function(host, param, finding)
    local jar = host.toy.open()
    if not host.wait_until("30s", function() return jar:state() == "shut" end) then
      host.fail("%s is still open", finding.subject)
    end
    return true
  end,

  tests = {
    { name   = "mended",
      given  = { finding = { subject = "bear", pid = 12 } },
      fake   = { ["toy.size"] = 3, ["toy.open"] = {}, ["toy.state"] = { each = { "open", "open", "shut" } } },
      calls  = { "toy.size", "toy.open", "toy.state", "toy.state", "toy.state" },
      expect = { done = "glued", size = 3, verified = true, plan = { "glue bear" } } },
    { name   = "not mended",
      given  = { finding = { subject = "bear" } },
      fake   = { ["toy.size"] = 3, ["toy.open"] = {}, ["toy.state"] = "open" },
      fails  = "bear is still open" },
  },
}
