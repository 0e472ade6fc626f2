-- A rule that computes with two figures which the machine as a whole does not have.
return {
  kind = "rule", api = 1, id = "gain", title = "Private memory gained", needs = { "process.read" },
  every = "500ms",
  collect = {
    memory = { from = "perfcounters.sample", with = { interval = "50ms" },
      get = { first = "first private", last = "last private" } },
  },
  check = function(host, param, window)
    local row = window.memory[1]
    local gain = row.last - row.first
    if gain > 0 then return { severity = "warning", subject = "memory", text = "more" } end
  end,
}
