-- Runs a program and tells which of its library calls fail, and why.
--
-- A call that fails is no fault by itself: programs look for files that are not there, and ask for sizes. Such calls are told as `info`. What
-- remains is a warning; when the program ended badly, what failed last before its end counts one step more.

local calls = require "calls"

local steps = { info = "warning", warning = "error", error = "error" }

-- One entry for each function and reason.
local function by_reason(host, rows, signatures)
  local list, known = {}, {}
  for _, row in ipairs(rows) do
    local code = calls.code(host, row)
    local key = row.name .. " " .. (code or "")
    local one = known[key]
    if not one then
      one = { name = row.name, code = code, n = 0, last = 0 }
      known[key] = one
      list[#list + 1] = one
    end
    one.n = one.n + row.n
    if (row.last or 0) >= one.last then
      one.last = row.last or 0
      one.text = (signatures[row.name] and signatures[row.name].text or 0) > 0 and row.text or nil
    end
  end
  return list
end

-- What failed last, and may have to do with the end: not what is usual.
local function last_before_end(list)
  local last
  for _, one in ipairs(list) do
    if calls.kind_of_error(one.code) ~= "usual" and (not last or one.last > last.last) then last = one end
  end
  return last
end

local function judge(host, one)
  local class = one.code and host.classify { code = one.code } or {}
  one.class, one.hint, one.retry = class.class, class.hint, class.retry
  local trouble = calls.kind_of_error(one.code) == "trouble" and class.severity ~= "info"
  one.severity = trouble and "warning" or "info"
end

local function sentence(host, one, ended)
  local times = one.n == 1 and "once" or host.text.number(one.n) .. " times"
  local text = ("%s %s %s"):format(one.name, one.code or "failed", times)
  if one.code then text = text .. ": " .. host.text.error(one.code):gsub(" %([^()]*%)$", "") end
  if one.text and one.text ~= "" then text = text .. (one.n == 1 and ", for " or ", last for ") .. one.text end
  if ended then text = text .. ("; it is the last that failed before the program %s"):format(ended) end
  return text
end

local function worse(a, b)
  local rank = { error = 3, warning = 2, info = 1 }
  if rank[a.severity] ~= rank[b.severity] then return rank[a.severity] > rank[b.severity] end
  if a.n ~= b.n then return a.n > b.n end
  return a.name .. (a.code or "") < b.name .. (b.code or "")
end

-- For the tests.
local known = { { name = "open", text = 1 }, { name = "dlopen", text = 1 }, { name = "write", text = 0 }, { name = "tcgetattr", text = 0 } }

return {
  kind  = "check",
  api   = 1,
  id    = "failing-calls",
  title = "Library calls that fail",
  tags  = { "tracer", "errors" },
  needs = { "process.launch", "tracer.attach" },

  params = {
    calls = { "text",     default = "", doc = "functions: patterns with * and ?, separated by commas; none: all that have a signature" },
    run   = { "duration", default = "30s", doc = "how long to watch; ends earlier when the program does" },
    most  = { "integer",  default = 20, min = 1, max = 1000, doc = "functions and reasons to tell" },
  },

  run = function(host, param)
    local target = calls.target(host, "failing-calls")
    local with = calls.with { calls = param.calls }
    local stream = calls.open(host, function() return host.tracer.call(with) end)
    local failed = stream:where { failed = true }
                         :group { "name", "error", "result" }
                         :get { n = "count", last = "max time", text = "last text" }
    calls.watch(host, target, param.run)

    local list = by_reason(host, failed:rows(), calls.signatures(host, with.name))
    for _, one in ipairs(list) do judge(host, one) end
    local ended = calls.bad_end(target)
    local last = ended and last_before_end(list)
    if last then last.severity = steps[last.severity] end
    table.sort(list, worse)
    for i = 1, math.min(#list, param.most) do
      local one = list[i]
      host.finding {
        kind     = "calls.failed",
        severity = one.severity,
        subject  = one.name .. (one.code and " " .. one.code or ""),
        class    = one.class,
        text     = sentence(host, one, one == last and ended),
        advice   = one.severity ~= "info" and one.hint or nil,
        evidence = { figure = one.n, code = one.code, text = one.text, retry = one.retry },
      }
    end
    if #list > param.most then
      host.finding { kind = "calls.more", severity = "info", subject = "calls",
        text = ("%s: -p most=%d shows all"):format(
          host.text.plural(#list - param.most, "more pair of function and reason", "more pairs of function and reason"), #list),
        evidence = { figure = #list - param.most } }
    end
  end,

  tests = {
    { name   = "a missing file is usual",
      fake   = { ["target.main"] = {}, ["target.alive"] = false, ["tracer.signatures"] = known, ["target.info"] = { alive = false, status = 0 },
                 ["tracer.code"] = "errno:ENOENT",
                 ["tracer.call"] = {
                   { name = "open", failed = true, error = 2, result = "0xffffffff", text = "/etc/a" },
                   { name = "open", failed = true, error = 2, result = "0xffffffffffffffff", text = "/etc/b" },
                   { name = "open", failed = false, error = 0, result = "0x3" } } },
      expect = { { severity = "info", subject = "open errno:ENOENT",
                   text = "open errno:ENOENT 2 times: There is no such file or folder, last for /etc/b" } } },
    { name   = "unless the program gave up over it",
      fake   = { ["target.main"] = {}, ["target.alive"] = false, ["tracer.signatures"] = known,
                 ["target.info"] = { alive = false, status = 2, ended = "exited with status 2" },
                 ["tracer.code"] = "errno:ENOENT",
                 ["tracer.call"] = { { name = "open", failed = true, error = 2, result = "0xffffffff", text = "/etc/a" } } },
      expect = { { severity = "warning", subject = "open errno:ENOENT",
                   text = "open errno:ENOENT once: There is no such file or folder, for /etc/a; it is the last that failed before the program exited with status 2" } } },
    { name   = "trouble is a warning, and an error before a bad end",
      fake   = { ["target.main"] = {}, ["target.alive"] = { each = { true, true, false } }, ["tracer.signatures"] = known,
                 ["target.info"] = { alive = false, signal = "6 (ABRT)", ended = "ended by signal 6 (ABRT)" },
                 ["tracer.code"] = { each = { "errno:ENOSPC", "errno:EACCES" } },
                 ["tracer.call"] = {
                   { name = "open", failed = true, error = 13, result = "0xffffffff", text = "/etc/shadow", after = "1ms" },
                   { name = "write", failed = true, error = 28, result = "0xffffffffffffffff", after = "2ms" } } },
      expect = { { severity = "error" }, { severity = "warning" } } },
    { name   = "asking for a size is usual, also before a bad end",
      fake   = { ["target.main"] = {}, ["target.alive"] = false, ["tracer.signatures"] = known,
                 ["target.info"] = { alive = false, status = 1, ended = "exited with status 1" },
                 ["tracer.code"] = "errno:ENOTTY",
                 ["tracer.call"] = { { name = "tcgetattr", failed = true, error = 25, result = "0xffffffff" } } },
      expect = { { severity = "info", subject = "tcgetattr errno:ENOTTY" } } },
    { name   = "where nothing tells why",
      fake   = { ["target.main"] = {}, ["target.alive"] = false, ["tracer.signatures"] = known, ["target.info"] = { alive = false, status = 0 },
                 ["tracer.code"] = { unknown = "unsupported" },
                 ["tracer.call"] = { { name = "dlopen", failed = true, error = 0, result = "0x0", text = "libx.so" } } },
      expect = { { severity = "info", subject = "dlopen", text = "dlopen failed once, for libx.so" } } },
    { name   = "nothing fails",
      fake   = { ["target.main"] = {}, ["target.alive"] = false, ["tracer.signatures"] = known, ["target.info"] = { alive = false, status = 0 },
                 ["tracer.call"] = { { name = "open", failed = false, error = 0, result = "0x3" } } },
      expect = false },
  },
}
