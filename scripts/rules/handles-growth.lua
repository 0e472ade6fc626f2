-- Watches for processes that open handles or files and do not close them.

local steady = require "steady"

-- For the tests: a window with one process.
local function minute(row)
  row.subject, row.pid, row.samples = "shop (7)", 7, 60
  return { span = "60s", handles = { row } }
end

return {
  kind  = "rule",
  api   = 1,
  id    = "handles.growth",
  title = "A process has more and more handles open",
  tags  = { "handles", "leak" },
  needs = { "process.read" },
  every = "1m",

  params = {
    least = { "integer", default = 20, min = 4, doc = "smallest gain in one window that is told" },
  },

  collect = {
    handles = {
      from  = "perfcounters.sample",
      with  = { pid = "target.pid", tree = true, each = true, interval = "1s", only = { "handles" } },
      group = "subject",
      get   = steady.get "handles",
    },
  },

  check = function(host, param, window)
    local found = {}
    for _, row in ipairs(window.handles) do
      local gain = steady.gain(row)
      if gain and gain >= param.least then
        local rate = steady.rate(row, gain, window.span)
        found[#found + 1] = {
          severity = "warning",
          subject  = row.subject,
          pid      = row.pid,
          text     = ("%s opens %.1f handles/s more than it closes, and has %d open"):format(
            row.subject, rate, row.last),
          evidence = { figure = rate, gained = gain, now = row.last },
          advice   = "Look at the ways out of the code that opens files, sockets or other objects.",
        }
      end
    end
    return found
  end,

  tests = {
    { name   = "a steady leak is found",
      given  = minute { first = 10, last = 310, least = 10, most = 310, mean = 160 },
      expect = { { severity = "warning", subject = "shop (7)" } } },
    { name   = "files opened and closed are no finding",
      given  = minute { first = 10, last = 60, least = 10, most = 510, mean = 35 },
      expect = false },
    { name   = "a pool that is full is no finding",
      given  = minute { first = 10, last = 110, least = 10, most = 110, mean = 100 },
      expect = false },
  },
}
