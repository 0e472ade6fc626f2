-- A rule that raises in its first window and never again.
local began

return {
  kind = "rule", api = 1, id = "early", title = "Only at the beginning", needs = { "process.read" },
  every = "1s",
  collect = { n = { from = "perfcounters.sample", with = { interval = "100ms" }, get = { first = "first time" } } },
  check = function(host, param, window)
    began = began or host.now()
    if host.now() - began < 5e8 then return { severity = "warning", subject = "start", text = "it was early" } end
  end,
}
