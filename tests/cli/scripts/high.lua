-- A rule that raises as soon as anything was sampled.
return {
  kind = "rule", api = 1, id = "high", title = "Something was sampled", needs = { "process.read" },
  every = "1s",
  params = { least = { "integer", default = 1, min = 1 } },
  collect = { n = { from = "perfcounters.sample", with = { interval = "20ms" }, get = { n = "count" } } },
  check = function(host, param, window)
    if window.n[1] and window.n[1].n >= param.least then
      return { severity = "warning", subject = "samples", text = "samples came" }
    end
  end,
}
