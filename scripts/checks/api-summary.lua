-- Runs a program and counts its library calls: how often each, how long, how many failed. What `ltrace -c` shows, in C and while it runs.

local calls = require "calls"

return {
  kind  = "check",
  api   = 1,
  id    = "api-summary",
  title = "How often a program calls what",
  tags  = { "tracer" },
  needs = { "process.launch", "tracer.attach" },

  params = {
    calls   = { "text",     default = "", doc = "functions: patterns with * and ?, separated by commas; none: all that have a signature" },
    library = { "text",     default = "", doc = "only functions of these libraries: libc.so*" },
    by      = { "text",     default = "time", choices = { "time", "count" }, doc = "what comes first" },
    most    = { "integer",  default = 20, min = 1, max = 1000, doc = "functions to tell" },
    run     = { "duration", default = "30s", doc = "how long to watch; ends earlier when the program does" },
  },

  run = function(host, param)
    local target = calls.target(host, "api-summary")
    local with = calls.with { calls = param.calls, library = param.library, unknown = true }
    local stream = calls.open(host, function() return host.tracer.call(with) end)
    local each = stream:group "name"
                   :get { n = "count", total = "sum duration", mean = "mean duration", longest = "max duration" }
    local failed = stream:where { failed = true }:group "name":get { n = "count" }
    calls.watch(host, target, param.run)

    local failures, rows = {}, each:rows()
    for _, row in ipairs(failed:rows()) do failures[row.name] = row.n end
    local signatures, totals = calls.signatures(host, with.name), {}
    local all, time = 0, 0
    for _, row in ipairs(rows) do
      totals[row.name] = calls.is_timed(signatures[row.name]) and row.total or 0
      all, time = all + row.n, time + totals[row.name]
    end
    table.sort(rows, function(a, b)
      local x, y = totals[a.name], totals[b.name]
      if param.by == "count" or x == y then x, y = a.n, b.n end
      if x ~= y then return x > y end
      return a.name < b.name
    end)
    local lines = {}
    for i = 1, math.min(#rows, param.most) do
      local row = rows[i]
      local line = ("%-24s %10s calls"):format(row.name, host.text.number(row.n))
      if totals[row.name] > 0 then
        line = line .. (", %s in all, %s on average, %s at most"):format(
          host.text.duration(row.total), host.text.duration(row.mean), host.text.duration(row.longest))
      end
      if failures[row.name] then line = line .. (", %s failed"):format(host.text.number(failures[row.name])) end
      lines[i] = line
    end
    host.finding {
      kind     = "calls.summary",
      severity = "info",
      subject  = "calls",
      text     = ("%s of %s, %s in all%s"):format(host.text.plural(all, "call"), host.text.plural(#rows, "function"),
        host.text.duration(time), #rows > param.most and ("; the first %d are shown"):format(param.most) or ""),
      evidence = { calls = all, functions = #rows, time_ns = time, why = lines },
    }
  end,

  tests = {
    { name   = "counts and times, the longest first",
      fake   = { ["target.main"] = {}, ["target.alive"] = false,
                 ["tracer.signatures"] = { { name = "read", entry = false }, { name = "fsync", entry = false }, { name = "printf", entry = true } },
                 ["tracer.call"] = {
                   { name = "read", duration = "1us", failed = false }, { name = "read", duration = "3us", failed = true },
                   { name = "fsync", duration = "5ms", failed = false }, { name = "printf", failed = { unknown = "not_asked" } } } },
      expect = { { text = "4 calls of 3 functions, 5 ms in all", evidence = { calls = 4, functions = 3, time_ns = 5004000, why = {
        "fsync                             1 calls, 5 ms in all, 5 ms on average, 5 ms at most",
        "read                              2 calls, 4 us in all, 2 us on average, 3 us at most, 1 failed",
        "printf                            1 calls" } } } } },
    { name   = "by count",
      params = { by = "count", most = 1 },
      fake   = { ["target.main"] = {}, ["target.alive"] = false,
                 ["tracer.signatures"] = { { name = "read", entry = false }, { name = "fsync", entry = false }, { name = "printf", entry = true } },
                 ["tracer.call"] = {
                   { name = "read", duration = "1us", failed = false }, { name = "read", duration = "3us", failed = false },
                   { name = "fsync", duration = "5ms", failed = false } } },
      expect = { { text = "3 calls of 2 functions, 5 ms in all; the first 1 are shown", evidence = { why = {
        "read                              2 calls, 4 us in all, 2 us on average, 3 us at most" } } } } },
  },
}
