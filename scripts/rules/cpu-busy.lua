-- Watches for processes that keep a CPU busy all the time, rather than for a moment.

return {
  kind  = "rule",
  api   = 1,
  id    = "cpu.busy",
  title = "A process keeps a CPU busy",
  tags  = { "cpu" },
  needs = { "process.read" },
  every = "10s",

  params = {
    cores = { "number", default = 0.9, min = 0.1, doc = "CPUs in use from which a process counts as busy" },
  },

  -- p10: nine samples in ten are above it. A mean would also be reached by a process that rests half of the time
  -- on two CPUs.
  collect = {
    cpu = {
      from  = "perfcounters.sample",
      with  = { pid = "target.pid", tree = true, each = true, interval = "500ms", only = { "cpu_share" } },
      group = "subject",
      get   = { pid = "last pid", low = "p10 cpu_share", mean = "mean cpu_share", samples = "count" },
      top   = { 10, by = "low" },
    },
  },

  check = function(host, param, window)
    local found = {}
    for _, row in ipairs(window.cpu) do
      if row.samples >= 5 and row.low >= param.cores then
        found[#found + 1] = {
          severity = "warning",
          subject  = row.subject,
          pid      = row.pid,
          text     = ("%s kept %.2f CPUs busy for %s"):format(row.subject, row.mean, host.text.duration(window.span)),
          evidence = { figure = row.mean, low = row.low, samples = row.samples },
          advice   = "Sample the stacks of its threads: a loop that waits without sleeping looks the same each time.",
        }
      end
    end
    return found
  end,

  tests = {
    { name   = "a spinning thread is found",
      given  = { span = "10s", cpu = { { subject = "shop (7)", pid = 7, low = 0.97, mean = 0.99, samples = 20 } } },
      expect = { { severity = "warning", subject = "shop (7)" } } },
    { name   = "two CPUs used half of the time are no finding",
      given  = { span = "10s", cpu = { { subject = "shop (7)", pid = 7, low = 0.0, mean = 1.0, samples = 20 } } },
      expect = false },
    { name   = "two samples are too few",
      given  = { span = "1s", cpu = { { subject = "shop (7)", pid = 7, low = 1.0, mean = 1.0, samples = 2 } } },
      expect = false },
    { name   = "a lower limit finds more",
      params = { cores = 0.5 },
      given  = { span = "10s", cpu = { { subject = "shop (7)", pid = 7, low = 0.6, mean = 0.7, samples = 20 } } },
      expect = { { subject = "shop (7)" } } },
  },
}
