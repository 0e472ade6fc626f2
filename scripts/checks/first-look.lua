-- Runs a program (or looks at a running one) and tells what is plainly wrong with it: memory or handles that grow
-- without end, a CPU that is kept busy, a start that waits for nothing, a bad end. What cannot be told is said to
-- be unknown; docs/checks/first-look.md has the limits.

local series   = require "series"
local growth   = require "growth"
local activity = require "activity"

local MIB = 1024 * 1024

-- How one run looks to the judges below: series over the seconds since the program began (or since we began to look).
local function new_run(launched)
  return {
    launched = launched,
    cpu      = series.new(), -- seconds of CPU time
    memory   = series.new(), -- bytes that belong to it alone
    handles  = series.new(),
    calls    = series.new(), -- read and write calls
    storage  = series.new(), -- bytes from and to disks
    blocked  = series.new(), -- samples so far in which it stood and waited for a disk
    waits    = 0,
    machine  = series.new(), -- share of all CPUs of the machine that were in use, by whomever
    seconds  = 0,            -- time of the last sample
    unknown  = {},           -- what cannot be told, in sentences
  }
end

local function both(a, b)
  return a and b and a + b
end

-- One sample of the whole process tree. Values the system does not give are nil, and left out of the series.
local function add_sample(run, row)
  if row:why "cpu_time" then return end -- the last record only says that the program is gone
  run.start = run.start or row.time
  local t = (row.time - run.start) / 1e9
  local cpu = row.cpu_time and row.cpu_time / 1e9
  if cpu and not run.launched then
    run.cpu_before = run.cpu_before or cpu
    cpu = cpu - run.cpu_before
  end
  series.add(run.cpu, t, cpu)
  series.add(run.memory, t, row.private or row.resident)
  series.add(run.handles, t, row.handles)
  series.add(run.calls, t, both(row.io_reads, row.io_writes))
  series.add(run.storage, t, both(row.storage_read, row.storage_written))
  if row.disk_blocked then
    run.waits = run.waits + math.min(row.disk_blocked, 1)
    series.add(run.blocked, t, run.waits)
  end
  run.seconds = t
end

-- A day of watching must not need more memory than a few minutes: when there are many samples, every second one
-- will do.
local function keep_small(run)
  if #run.cpu.t < 4000 then return end
  for _, s in ipairs { run.cpu, run.memory, run.handles, run.calls, run.storage, run.blocked } do
    series.thin(s)
  end
end

local function unknown(run, ...)
  run.unknown[#run.unknown + 1] = string.format(...)
end

-- What a program gives back while it ends says nothing about its life.
local function without_end(s)
  local last = #s.t
  while last > 1 and s.t[last] > s.t[#s.t] - 0.25 do
    last = last - 1
  end
  return series.part(s, 1, last)
end

-- Memory and handles are judged alike; `what` tells the words and the smallest gain.
local function judge_growth(host, param, run, s, what)
  local found, why = growth.find(without_end(s), what.least, what.grain, param.growth_span / 1e9)
  if why == "little" then
    return unknown(run, "growth of %s: steady, but less than %s in all, which is too little to tell",
      what.name, what.show(what.least))
  elseif why == "short" then
    return unknown(run, "growth of %s: seen for less than %s, which is too short to tell",
      what.name, host.text.duration(param.growth_span))
  elseif not found then
    return
  end
  host.finding {
    kind     = what.kind,
    severity = "error",
    subject  = what.name,
    text     = ("%s by %s/s without levelling off: %s more in %.1f s"):format(
      what.grows, what.show(found.rate), what.show(found.gain), found.seconds),
    evidence = { figure = found.rate / what.unit, gained = found.gain, seconds = found.seconds, since = found.since },
    advice   = what.advice,
  }
end

local function mebibytes(bytes)
  return ("%.2f MiB"):format(bytes / MIB)
end

local function count(n)
  return ("%.1f"):format(n)
end

local function judge_memory(host, param, run)
  judge_growth(host, param, run, run.memory, {
    kind = "memory.growth", name = "memory", grows = "memory grows",
    unit = MIB, least = param.memory_least, grain = 0.09 * MIB, show = mebibytes,
    advice = "Something is allocated again and again and never freed: look for a list or cache that only grows.",
  })
end

local function judge_handles(host, param, run)
  judge_growth(host, param, run, run.handles, {
    kind = "handles.growth", name = "handles", grows = "open handles grow",
    unit = 1, least = param.handles_least, grain = 1, show = count,
    advice = "Files, sockets or other objects are opened and never closed: look at the ways out of the code.",
  })
end

-- Two looks: at everything from the first to the last busy moment, and, when that is diluted, at the densest part.
local function busy_stretch(run, param)
  for _, cores in ipairs { 0.45, 0.75 } do
    local stretch = activity.busiest(run.cpu, cores)
    if stretch and stretch.cores >= param.busy_cores then return stretch end
  end
end

local SLACK = 0.2 -- seconds: both ends of a stretch may lie within a sample

-- On a machine without a CPU to spare nobody can tell how busy the program would like to be.
local function judge_crowded(param, run)
  local stretch = activity.busiest(run.cpu, 0.1)
  if not stretch or stretch.cpu < 0.8 * param.busy_span / 1e9 then return end
  local machine = activity.mean(run.machine, run.cpu.t[stretch.first], run.cpu.t[stretch.last])
  if machine and machine > 0.8 then
    unknown(run, "CPU: %.2f CPUs in use for %.1f s, on a machine that had no more to give",
      stretch.cores, stretch.seconds)
  end
end

local function judge_cpu(host, param, run)
  local stretch, least = busy_stretch(run, param), param.busy_span / 1e9
  if not stretch or stretch.seconds < 0.8 * least then
    return judge_crowded(param, run)
  end
  if stretch.seconds < least - SLACK then
    return unknown(run, "CPU: busy for %.1f s, which is too short to tell", stretch.seconds)
  end
  local since = run.cpu.t[stretch.first]
  host.finding {
    kind     = "cpu.busy",
    severity = "warning",
    subject  = "cpu",
    text     = ("%.2f CPUs were busy for %.1f s, from %.1f s on"):format(stretch.cores, stretch.seconds, since),
    evidence = { figure = stretch.cores, seconds = stretch.seconds, since = since },
    advice   = "Sample the stacks of its threads: a loop that waits without sleeping looks the same each time.",
  }
end

local SETTLE = 0.3 -- seconds: loading a program takes some CPU time and reads files

-- seconds: CPU time is counted in steps of 10 ms or more, so a program that does little but something takes so
-- long to show it. Where its reads and writes are counted, they tell at once.
local BLIND = 2

-- Waiting for a disk is no idleness. Where the system does not count reads and writes, the program has to use no
-- CPU time at all, which one that waits for a disk again and again cannot do.
local function was_idle(run, from, till)
  local function rate(s)
    local last = #s.t
    while last > 1 and s.t[last] > till do
      last = last - 1
    end
    return activity.rate(s, from, last)
  end
  if rate(run.blocked) > 0.5 or rate(run.storage) > 64 * 1024 then return false end
  local most = #run.calls.t > 0 and 0.05 or 0.005
  return rate(run.cpu) <= most and (#run.calls.t == 0 or rate(run.calls) <= 20)
end

-- For how long the program had done nothing when its work began after index i; nil: it had not, or no second of
-- CPU time followed.
local function idle_before(run, i)
  i = activity.first_stir(run.cpu, i)
  local began = activity.began(run.cpu, i)
  local loaded = activity.loaded(run.memory, began)
  local used = activity.time_to_use(run.cpu, i, 1)
  if used and used < 30 and was_idle(run, math.max(loaded, SETTLE), run.cpu.t[i]) then
    return began - loaded
  end
end

-- What a program does while it is loaded may look like work for a moment, so the first work that follows a long
-- rest counts.
local function first_rest(run, least)
  local i = activity.next_work(run.cpu, 1)
  while i do
    local idle = idle_before(run, i)
    if idle and idle >= least then return idle end
    i = activity.next_work(run.cpu, i + 1)
  end
end

local function judge_start(host, param, run)
  local least = param.idle_least / 1e9
  if #run.calls.t == 0 then least = math.max(least, BLIND) end
  local idle = run.launched and first_rest(run, least / 2)
  if not idle then return end
  if idle < least then
    return unknown(run, "start: idle for %.1f s, which is too short to tell from a normal start", idle)
  end
  host.finding {
    kind     = "start.slow",
    severity = "warning",
    subject  = "start",
    text     = ("idle for %.2f s after its launch, before it began to work"):format(idle),
    evidence = { figure = idle },
    advice   = "Find out what it waits for: a time-out, a name server or another service, a lock, or a sleep.",
  }
end

local function judge_end(host, run)
  local info, severity, text, figure = run.info, "error"
  if not info then return end
  if info.signal and info.signal:find "^2 " then -- Ctrl-C: somebody wanted its end
    severity, text, figure = "info", "interrupted by signal " .. info.signal, "interrupted"
  elseif info.signal then -- on Windows the number of an exception
    local what = info.signal:find "^0x" and "ended by exception " or "killed by signal "
    text, figure = what .. info.signal, "killed"
  elseif info.status and info.status ~= 0 then
    text, figure = ("ended with status %d"):format(info.status), info.status
  else
    return
  end
  host.finding {
    kind = "exit.status", severity = severity, subject = "exit", text = text, evidence = { figure = figure },
  }
end

-- Too short a run is judged by what the system says about it afterwards: little CPU time in all means neither a
-- busy CPU nor a start that was put off. How its memory and handles went, nobody saw.
local function judge_shortness(host, param, run)
  local ran = run.info and run.info.elapsed_ns or math.floor(run.seconds * 1e9)
  if ran < param.growth_span then
    unknown(run, "growth of memory and handles: ran %s", host.text.duration(ran))
  end
end

local columns = {
  "cpu_time", "private", "resident", "handles",
  "io_reads", "io_writes", "storage_read", "storage_written", "disk_blocked",
}

-- Samples are taken by the plugin's own thread, at fixed times; here they are only fetched, once a second.
local function watch(host, param, target)
  local run     = new_run(target:info().launched)
  local samples = host.perfcounters.sample {
    pid = target:pid(), tree = true, interval = param.interval, only = columns,
  }
  local machine = host.perfcounters.sample { interval = "1s", only = { "cpu_share" } }
  samples:keep "8 MiB"
  machine:keep "1 MiB"
  target:go()
  local limit = host.elapsed() + param.run
  local function has_ended()
    return not target:alive()
  end
  repeat
    local ended = host.wait_until("1s", has_ended)
    if ended then
      host.wait(param.interval) -- for the last samples to come in
    end
    for row in samples do
      add_sample(run, row)
    end
    for row in machine do
      series.add(run.machine, (row.time - (run.start or row.time)) / 1e9, row.cpu_share)
    end
    keep_small(run)
  until ended or host.elapsed() >= limit
  run.info = has_ended() and target:info() or nil
  return run
end

-- For the tests: a program that looks like at(t), t seconds after its launch, and otherwise sits there.
local function program(at, info, seconds)
  local rows, alive = {}, {}
  for i = 0, (seconds or 8) * 10 do
    local row = { after = i * 100000000, cpu_time = 0, private = 20 * MIB, handles = 10, io_reads = 0, io_writes = 0 }
    for key, value in pairs(at(i / 10)) do
      row[key] = value // 1 | 0 -- the columns are integers
    end
    rows[#rows + 1] = row
  end
  for i = 1, (seconds or 8) * 50 do -- asked every 20 ms
    alive[i] = true
  end
  alive[#alive + 1] = false
  return {
    ["target.main"] = {}, ["target.pid"] = 7, ["target.go"] = true, ["target.alive"] = { each = alive },
    ["target.info"] = info or { launched = true, status = 0 },
    ["perfcounters.sample"] = rows,
  }
end

return {
  kind  = "check",
  api   = 1,
  id    = "first-look",
  title = "What is plainly wrong with a program",
  tags  = { "process", "first-look" },
  needs = { "process.read" },

  params = {
    run           = { "duration", default = "60s", min = "1s", doc = "longest time to watch" },
    interval      = { "duration", default = "100ms", min = "20ms", max = "10s", doc = "time between two samples" },
    memory_least  = { "bytes", default = "1.5 MiB", min = "256 KiB", doc = "smallest steady gain that is told" },
    handles_least = { "integer", default = 12, min = 4, doc = "smallest steady gain that is told" },
    growth_span   = { "duration", default = "3s", min = "1s", doc = "how long growth has to be seen" },
    busy_cores    = { "number", default = 0.85, min = 0.5, doc = "CPUs in use from which a program counts as busy" },
    busy_span     = { "duration", default = "5s", min = "1s", doc = "how long a program may be busy" },
    idle_least    = { "duration", default = "1s", min = "500ms", doc = "shortest idle time that is told" },
  },

  run = function(host, param)
    local target = host.target.main()
    if not target then
      host.fail("first-look looks at a program: name one behind --, or a running one by --pid")
    end
    local run = watch(host, param, target)
    judge_memory(host, param, run)
    judge_handles(host, param, run)
    judge_cpu(host, param, run)
    judge_start(host, param, run)
    judge_end(host, run)
    judge_shortness(host, param, run)
    if #run.unknown > 0 then
      host.unknown(table.concat(run.unknown, "; "))
    end
  end,
  tests = {
    { name   = "a leak in memory",
      fake   = program(function(t) return { private = 20 * MIB + 3 * MIB * t } end),
      expect = { { kind = "memory.growth", severity = "error", text = "memory grows by 3.00 MiB/s *" } } },
    { name   = "a cache that levels off",
      fake   = program(function(t) return { private = 20 * MIB + 6 * MIB * math.min(t, 5) } end),
      expect = false },
    { name   = "a leak behind a warm-up",
      fake   = program(function(t) return { private = 20 * MIB + 30 * MIB * math.min(t, 1) + 2 * MIB * t } end),
      expect = { { kind = "memory.growth", text = "memory grows by 2.00 MiB/s * 6.* s" } } },
    { name    = "growth too small to tell",
      fake    = program(function(t) return { private = 20 * MIB + 0.1 * MIB * t } end),
      unknown = "growth of memory: steady, but less than 1.50 MiB in all" },
    { name   = "handles that are never closed",
      fake   = program(function(t) return { handles = 10 + 20 * t } end),
      expect = { { kind = "handles.growth", text = "open handles grow by 20.0/s *" } } },
    { name   = "500 files opened and closed",
      fake   = program(function(t) return { handles = 10 + math.max(0, 500 - math.abs(t - 2) * 250) } end),
      expect = false },
    { name   = "a CPU kept busy",
      fake   = program(function(t) return { cpu_time = math.max(0, t - 0.2) * 1e9 } end),
      expect = { { kind = "cpu.busy", severity = "warning", text = "1.00 CPUs were busy for 7.? s, from 0.2 s on" } } },
    { name   = "a burst of two seconds",
      fake   = program(function(t) return { cpu_time = math.min(math.max(0, t - 0.3), 2) * 1e9 } end),
      expect = false },
    { name   = "a start that waits for three seconds",
      fake   = program(function(t) return { cpu_time = math.min(math.max(0, t - 3), 1.2) * 1e9 } end),
      expect = { { kind = "start.slow", text = "idle for 3.00 s after its launch, before it began to work" } } },
    { name   = "a start that waits for a disk",
      fake   = program(function(t)
        return { cpu_time = math.min(math.max(0, t - 3), 1.2) * 1e9, io_writes = 100 * t }
      end),
      expect = false },
    { name   = "a bad end",
      fake   = program(function() return {} end, { launched = true, status = 3 }),
      expect = { { kind = "exit.status", text = "ended with status 3", evidence = { figure = 3 } } } },
    { name   = "a program that was killed",
      fake   = program(function() return {} end, { launched = true, signal = "9 (KILL)" }),
      expect = { { kind = "exit.status", text = "killed by signal 9 (KILL)" } } },
    { name   = "a program that was ended by Ctrl-C",
      fake   = program(function() return {} end, { launched = true, signal = "2 (INT)" }),
      expect = { { kind = "exit.status", severity = "info", text = "interrupted by signal 2 (INT)" } } },
    { name   = "a program that crashed on Windows",
      fake   = program(function() return {} end, { launched = true, signal = "0xC0000005" }),
      expect = { { kind = "exit.status", text = "ended by exception 0xC0000005" } } },
    { name    = "a program that ends at once",
      fake    = program(function() return {} end, { launched = true, status = 0, elapsed_ns = "3ms" }, 0.1),
      unknown = "growth of memory and handles: ran 3 ms" },
  },
}
