-- Watches for processes that open handles or files and do not close them.

local steady = require "steady"

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
      with  = { interval = "1s", only = { "handles" } },
      group = "pid",
      get   = steady.get "handles",
    },
  },

  check = function(host, param, window)
    local found = {}
    for _, row in ipairs(window.handles) do
      local gain = steady.gain(row)
      if gain and gain >= param.least then
        found[#found + 1] = {
          severity = "warning",
          subject  = ("pid %d"):format(row.pid),
          text     = ("process %d opens %.1f handles/s more than it closes, and has %d open"):format(
            row.pid, gain / (window.span / 1e9), row.last),
          evidence = { figure = gain / (window.span / 1e9), gained = gain, now = row.last },
          advice   = "Look at the ways out of the code that opens files, sockets or other objects.",
        }
      end
    end
    return found
  end,

  tests = {
    { name   = "a steady leak is found",
      given  = { span = "60s", handles = { { pid = 7, first = 10, last = 310, least = 10, most = 310, mean = 160, samples = 60 } } },
      expect = { { severity = "warning", subject = "pid 7" } } },
    { name   = "files opened and closed are no finding",
      given  = { span = "60s", handles = { { pid = 7, first = 10, last = 60, least = 10, most = 510, mean = 35, samples = 60 } } },
      expect = false },
    { name   = "a pool that is full is no finding",
      given  = { span = "60s", handles = { { pid = 7, first = 10, last = 110, least = 10, most = 110, mean = 100, samples = 60 } } },
      expect = false },
  },
}
