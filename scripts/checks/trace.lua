-- Prints the library calls of a program as they return, one a line.
--
-- For all columns of all calls as data: sonde query tracer.call 'open*' --format jsonl -o calls.jsonl -- COMMAND

local calls = require "calls"

local function summary(host, kept, n, failed, param)
  local text = ("%s, %d failed"):format(host.text.plural(n, "call"), failed)
  if kept < n then text = text .. ("; the first %d are shown: -p most=N shows more"):format(param.most) end
  return text
end

return {
  kind  = "check",
  api   = 1,
  id    = "trace",
  title = "The library calls of a program",
  tags  = { "tracer" },
  needs = { "process.launch", "tracer.attach" },

  params = {
    calls   = { "text",     default = "",    doc = "functions: patterns with * and ?, separated by commas; none: all that have a signature" },
    library = { "text",     default = "",    doc = "only functions of these libraries: libc.so*" },
    exclude = { "text",     default = "",    doc = "functions to leave out" },
    failed  = { "boolean",  default = false, doc = "failed calls only" },
    most    = { "integer",  default = 200, min = 1, max = 100000, doc = "calls to show" },
    run     = { "duration", default = "30s", doc = "how long to watch; ends earlier when the program does" },
  },

  run = function(host, param)
    local target = calls.target(host, "trace")
    local with = calls.with(
      { calls = param.calls, library = param.library, exclude = param.exclude, failed = param.failed, unknown = true })
    local function open() return host.tracer.call(with) end
    local stream, shown = calls.open(host, open), open() -- equal ones are one subscription
    local signatures = calls.signatures(host, with.name)
    local total = stream:get { n = "count" }
    local failed = stream:where { failed = true }:get { n = "count" }
    local lines = {}
    local function take()
      for row in shown do
        lines[#lines + 1] = calls.line(host, row, signatures[row.name])
        if #lines >= param.most then return shown:close() end
      end
    end
    shown:keep "64 MiB"
    host.wait_until(param.run, function()
      if #lines < param.most then take() end
      return not target:alive()
    end)
    if #lines < param.most then take() end
    local n, nfailed = total:rows()[1].n, failed:rows()[1].n
    host.finding {
      kind     = "calls",
      severity = "info",
      subject  = "calls",
      text     = summary(host, #lines, n, nfailed, param),
      evidence = { calls = n, failed = nfailed, why = lines },
    }
  end,

  tests = {
    { name   = "calls as people read them",
      fake   = { ["target.main"] = {}, ["target.alive"] = false,
                 ["tracer.signatures"] = {
                   { name = "open", result = "i32", parameters = "text i32 ...", recorded = 3, text = 1, entry = false },
                   { name = "malloc", result = "pointer", parameters = "u64", recorded = 1, text = 0, entry = false } },
                 ["tracer.code"] = "errno:ENOENT",
                 ["tracer.call"] = {
                   { name = "open", duration = "12us", failed = true, error = 2, result = "0xffffffff", a1 = "0x7f00", a2 = "0x80000", a3 = "0x0", text = "/etc/x" },
                   { name = "malloc", duration = "80ns", failed = false, error = 0, result = "0x5500", a1 = "0x20" },
                   { name = "printf" } } },
      expect = { { severity = "info", text = "3 calls, 1 failed", evidence = { calls = 3, failed = 1, why = {
        'open("/etc/x", 524288, 0) = -1 ENOENT (There is no such file or folder) <12 us>',
        "malloc(32) = 0x5500 <80 ns>", "printf(...)" } } } } },
    { name   = "only the first ones",
      params = { most = 1 },
      fake   = { ["target.main"] = {}, ["target.alive"] = false, ["tracer.signatures"] = {},
                 ["tracer.call"] = {
                   { name = "a", duration = "1us", failed = false, error = 0, result = "0x1" },
                   { name = "b", duration = "1us", failed = false, error = 0, result = "0x1" } } },
      expect = { { text = "2 calls, 0 failed; the first 1 are shown: -p most=N shows more" } } },
    { name    = "a program that cannot be watched",
      fake    = { ["target.main"] = {}, ["tracer.call"] = { fails = "it is linked statically", code = "unsupported" } },
      unknown = "it is linked statically" },
    { name    = "any other trouble is told",
      fake    = { ["target.main"] = {}, ["tracer.call"] = { fails = "watched already", code = "state" } },
      fails   = "watched already" },
  },
}
