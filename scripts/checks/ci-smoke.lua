-- For CI: the command behind `--` ends by itself with status 0, in time, and within the limits of memory and open
-- handles that were given. A command that is not done in time is ended, so that it cannot hold up the job.

local function judge_end(host, info, unknown)
  local text, figure
  if info.signal then -- on Windows the number of an exception
    text, figure = info.ended, info.signal
  elseif info.status and info.status ~= 0 then
    text, figure = ("ended with status %d"):format(info.status), info.status
  elseif not info.status then
    unknown[#unknown + 1] = "its status cannot be read"
    return
  else
    return
  end
  host.finding {
    kind = "ci.status", severity = "error", subject = "status", text = text, evidence = { figure = figure },
    advice = "Look at what it wrote to its standard streams.",
  }
end

local function judge_time(host, param)
  host.finding {
    kind = "ci.time", severity = "error", subject = "time",
    text = "not done after " .. host.text.duration(param.time) .. (param.stop and ", and ended" or ""),
    evidence = { figure = param.time / 1e9 },
    advice = "If it needs this long, give it more with -p time=; otherwise look at what it waits for: sonde run first-look.",
  }
end

-- A limit of 0 is none. What was asked for and cannot be told is said to be unknown, never passed.
local function judge_limit(host, limit, figure, what, unknown)
  if limit == 0 then return end
  if not figure then
    unknown[#unknown + 1] = what.subject .. ": it ended before a sample was taken"
  elseif figure > limit then
    host.finding {
      kind = "ci." .. what.subject, severity = "error", subject = what.subject,
      text = ("%s at once, the limit is %s"):format(what.show(figure), what.show(limit)),
      evidence = { figure = figure, limit = limit }, advice = what.advice,
    }
  end
end

-- Asks it to end, and after a while does not ask any more.
local function stop(host, target, has_ended)
  for _, hard in ipairs { false, true } do
    pcall(function() target:stop { hard = hard } end) -- it may have ended by itself meanwhile
    if host.wait_until("5s", has_ended) then return end
  end
end

local function larger(a, b)
  return a and b and math.max(a, b) or a or b
end

-- For the tests: a command that ends after a while, or never.
local function command(info, samples, alive)
  return {
    ["target.main"] = {}, ["target.pid"] = 7, ["target.go"] = true, ["target.stop"] = true,
    ["target.alive"] = alive or { each = { true, true, false } },
    ["target.info"] = { launched = true, status = info.status, signal = info.signal, ended = info.ended, peak_resident_bytes = info.peak },
    ["perfcounters.sample"] = samples or {},
  }
end

local MIB = 1024 * 1024

return {
  kind  = "check",
  api   = 1,
  id    = "ci-smoke",
  title = "A command ends well, in time and within its limits",
  tags  = { "process", "ci" },
  needs = { "process.read", "process.control" },

  params = {
    time     = { "duration", default = "10m", min = "10ms", doc = "it has to be done within this time" },
    memory   = { "bytes", default = 0, doc = "most memory it may hold, with its descendants; 0: any" },
    handles  = { "integer", default = 0, min = 0, doc = "most open handles, with its descendants; 0: any" },
    interval = { "duration", default = "50ms", min = "20ms", max = "10s", doc = "time between two samples" },
    stop     = { "boolean", default = true, doc = "end it when its time is over" },
  },

  run = function(host, param)
    local target = host.target.main()
    if not target or not target:info().launched then
      host.fail("ci-smoke runs a command: name it behind --")
    end
    local most = host.perfcounters.sample {
      pid = target:pid(), tree = true, interval = param.interval, only = { "resident", "handles" },
    }:get { resident = "max resident", handles = "max handles" }
    local function has_ended() return not target:alive() end
    target:go()
    local in_time = host.wait_until(param.time, has_ended)
    local row, unknown = most:rows()[1] or {}, {}
    local info = target:info()
    if in_time then
      judge_end(host, info, unknown)
    else
      judge_time(host, param)
      if param.stop then stop(host, target, has_ended) end
    end
    judge_limit(host, param.memory, larger(row.resident, param.memory > 0 and info.peak_resident_bytes), {
      subject = "memory", show = host.text.bytes,
      advice = "Look for what grows: sonde run first-look.",
    }, unknown)
    judge_limit(host, param.handles, row.handles, {
      subject = "handles", show = function(n) return ("%d open"):format(n) end,
      advice = "Files, sockets or other objects are opened and kept: look at the ways out of the code.",
    }, unknown)
    if #unknown > 0 then host.unknown(table.concat(unknown, "; ")) end
  end,

  tests = {
    { name   = "a command that ends well",
      fake   = command { status = 0 },
      expect = false },
    { name   = "a bad status",
      fake   = command { status = 3 },
      expect = { { kind = "ci.status", severity = "error", text = "ended with status 3", evidence = { figure = 3 } } } },
    { name   = "a signal",
      fake   = command { signal = "11 (SEGV)", ended = "ended by signal 11 (SEGV)" },
      expect = { { kind = "ci.status", text = "ended by signal 11 (SEGV)" } } },
    { name    = "a status that cannot be read is not taken for a good one",
      fake    = command {},
      unknown = "its status cannot be read" },
    { name   = "a command that hangs is ended",
      params = { time = "1s" },
      fake   = command({}, nil, true),
      expect = { { kind = "ci.time", text = "not done after 1 s, and ended" } } },
    { name   = "memory above the limit, as sampled",
      params = { memory = "100MiB" },
      fake   = command({ status = 0, peak = 10 * MIB }, { { resident = 90 * MIB }, { resident = 150 * MIB } }),
      expect = { { kind = "ci.memory", text = "150 MiB at once, the limit is 100 MiB" } } },
    { name   = "memory above the limit between two samples",
      params = { memory = "100MiB" },
      fake   = command { status = 0, peak = 200 * MIB },
      expect = { { kind = "ci.memory", evidence = { figure = 200 * MIB } } } },
    { name   = "just within both limits",
      params = { memory = "150MiB", handles = 12 },
      fake   = command({ status = 0 }, { { resident = 150 * MIB, handles = 12 } }),
      expect = false },
    { name   = "handles above the limit",
      params = { handles = 11 },
      fake   = command({ status = 0 }, { { handles = 12 } }),
      expect = { { kind = "ci.handles", text = "12 open at once, the limit is 11 open" } } },
    { name    = "too short to tell",
      params  = { handles = 11 },
      fake    = command { status = 0 },
      unknown = "handles: it ended before a sample was taken" },
  },
}
