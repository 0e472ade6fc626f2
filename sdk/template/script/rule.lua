-- One sentence: what this rule watches for.

return {
  kind  = "rule",
  api   = 1,
  id    = "@NAME@",
  title = "Say what is wrong when it fires",
  tags  = { "cpu" },
  needs = { "process.read" },
  every = "2s", -- a window ends so often; `check` is called once for each

  params = {
    most = { "number", default = 0.9, min = 0, max = 1, doc = "share of all CPUs from which the machine counts as busy" },
  },

  -- Reduced by the host, in C: the script sees one row, never the samples.
  collect = {
    cpu = {
      from = "perfcounters.sample",
      with = { interval = "200ms" },
      get  = { share = "mean cpu_share", samples = "count" },
    },
  },

  check = function(host, param, window)
    local cpu = window.cpu[1]
    if cpu and cpu.share and cpu.share > param.most then
      return { { severity = "warning", subject = "machine",
                 text = ("the machine was busy for %s of the time"):format(host.text.percent(cpu.share * 100)) } }
    end
  end,

  tests = {
    { name = "busy", given = { span = "2s", cpu = { { share = 0.97, samples = 10 } } }, expect = { { subject = "machine" } } },
    { name = "idle", given = { span = "2s", cpu = { { share = 0.12, samples = 10 } } }, expect = false },
  },
}
