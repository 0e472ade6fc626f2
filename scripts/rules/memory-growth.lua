-- Watches for processes whose memory grows along a line for a whole window.

local steady = require "steady"

local MIB = 1024 * 1024

-- For the tests: a window with one process.
local function minute(row)
  row.subject, row.pid, row.samples = "shop (7)", 7, 60
  return { span = "60s", memory = { row } }
end

return {
  kind  = "rule",
  api   = 1,
  id    = "memory.growth",
  title = "A process takes more and more memory",
  tags  = { "memory", "leak" },
  needs = { "process.read" },
  every = "1m",

  params = {
    least = { "bytes", default = "4 MiB", min = "256 KiB", doc = "smallest gain in one window that is told" },
    rate  = { "bytes", default = "32 KiB", doc = "smallest gain per second that is told" },
  },

  collect = {
    memory = {
      from  = "perfcounters.sample",
      with  = { pid = "target.pid", tree = true, each = true, interval = "1s", only = { "private" } },
      group = "subject",
      get   = steady.get "private",
    },
  },

  check = function(host, param, window)
    local found = {}
    for _, row in ipairs(window.memory) do
      local gain = steady.gain(row)
      local rate = gain and steady.rate(row, gain, window.span)
      if gain and gain >= param.least and rate >= param.rate then
        found[#found + 1] = {
          severity = "warning",
          subject  = row.subject,
          pid      = row.pid,
          text     = ("%s grows by %.2f MiB/s: %s more in %s"):format(
            row.subject, rate / MIB, host.text.bytes(gain), host.text.duration(window.span)),
          evidence = { figure = rate / MIB, gained = gain, now = row.last },
          advice   = "Growth in every window is a leak; growth that ends is a cache or a warm-up.",
        }
      end
    end
    return found
  end,

  tests = {
    { name   = "a steady leak is found",
      given  = minute { first = "10 MiB", last = "190 MiB", least = "10 MiB", most = "190 MiB", mean = "100 MiB" },
      expect = { { severity = "warning", subject = "shop (7)" } } },
    { name   = "a cache that has levelled off is no finding",
      given  = minute { first = "10 MiB", last = "50 MiB", least = "10 MiB", most = "50 MiB", mean = "42 MiB" },
      expect = false },
    { name   = "memory that was given back is no finding",
      given  = minute { first = "10 MiB", last = "30 MiB", least = "10 MiB", most = "90 MiB", mean = "20 MiB" },
      expect = false },
    { name   = "a little more is no finding",
      given  = minute { first = "10 MiB", last = "12 MiB", least = "10 MiB", most = "12 MiB", mean = "11 MiB" },
      expect = false },
  },
}
