-- Uses all that the plugin @NAME@ gives: its function, query, event and handle.

return {
  kind  = "check",
  api   = 1,
  id    = "@NAME@",
  title = "Measures a text file",
  needs = { "file.read" },

  params = {
    path  = { "text", default = "check.lua", doc = "the file" },
    lines = { "integer", default = 10, min = 0, doc = "more lines than this are worth telling" },
  },

  run = function(host, param)
    local plugin = host.@NAME@
    local size   = plugin.measure(param.path)

    local longest = plugin.lines(param.path):get { n = "count", last = "max number" }
    local beats   = plugin.beats { interval = "20ms" }:get { n = "count" }
    local file    = plugin.open(param.path)
    host.wait "200ms"

    if size.lines > param.lines then
      host.finding {
        severity = "info",
        subject  = param.path,
        text     = ("%s has %d lines"):format(param.path, size.lines),
        evidence = { lines = size.lines, rows = longest:rows()[1].n, beats = beats:rows()[1].n, left = file:seek(10) },
      }
    end
  end,

  tests = {
    { name   = "a long file is told",
      fake   = { ["@NAME@.measure"] = { lines = 12, size = 300 }, ["@NAME@.lines"] = { { number = 1, text = "x" } },
                 ["@NAME@.beats"] = { { what = "beat", count = 1 } }, ["@NAME@.open"] = {}, ["@NAME@.seek"] = 290 },
      expect = { { severity = "info", evidence = { lines = 12 } } } },
    { name   = "a short file is not",
      fake   = { ["@NAME@.measure"] = { lines = 2, size = 30 }, ["@NAME@.lines"] = {}, ["@NAME@.beats"] = {}, ["@NAME@.open"] = {} },
      expect = false },
  },
}
