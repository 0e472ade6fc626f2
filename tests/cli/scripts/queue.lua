-- For the CLI cases: a rule on a counter by its path.
return {
  kind  = "rule", api = 1, id = "queue", title = "Counters come", needs = { "process.read" },
  every = "1s",
  params = { path = { "text", default = "\\System\\Processes", doc = "counter path" } },
  collect = {
    counter = { from = "perfcounters.counter", with = { path = "param.path", interval = "200ms" },
                group = { "path", "unit" }, get = { n = "count", least = "min value" } },
  },
  check = function(host, param, window)
    local found = {}
    for _, row in ipairs(window.counter) do
      if row.n >= 2 and row.least >= 1 then
        found[#found + 1] = { severity = "warning", subject = row.path, text = ("%s in %s"):format(row.path, row.unit) }
      end
    end
    return found
  end,
}
