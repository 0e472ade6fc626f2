-- When was a program busy, and when did it do nothing? Works on CPU time: a series of seconds used since the launch.

local series = require "series"

local activity = {}

-- The stretch of time in which the program used clearly more than `cores` CPUs: the part of the series with the
-- largest sum of (CPU time - cores * time), so that a short pause does not end it and a quiet hour around it does
-- not water it down. Returns { first, last (indices), seconds, cpu, cores }, or nil.
function activity.busiest(cpu, cores)
  local best, sum, start = { gain = 0 }, 0, 1
  for i = 2, #cpu.t do
    sum = sum + (cpu.y[i] - cpu.y[i - 1]) - cores * (cpu.t[i] - cpu.t[i - 1])
    if sum <= 0 then
      sum, start = 0, i
    elseif sum > best.gain then
      best = { gain = sum, first = start, last = i }
    end
  end
  if not best.first then return nil end
  best.seconds = cpu.t[best.last] - cpu.t[best.first]
  best.cpu = cpu.y[best.last] - cpu.y[best.first]
  best.cores = best.cpu / best.seconds
  return best
end

-- The first index at least `seconds` after index i, or the last one.
local function after(s, i, seconds)
  local last = i
  while last < #s.t and s.t[last] - s.t[i] < seconds do
    last = last + 1
  end
  return last
end

-- The next index, from `from` on, after which the program begins to work: something in the next step, and a tenth
-- of a CPU over half a second (not more: it may have to share a crowded machine). nil: none.
function activity.next_work(cpu, from)
  for i = from, #cpu.t - 1 do
    local step, soon = cpu.t[i + 1] - cpu.t[i], after(cpu, i, 0.5)
    if cpu.y[i + 1] - cpu.y[i] > 0.05 * step and cpu.y[soon] - cpu.y[i] >= 0.1 * (cpu.t[soon] - cpu.t[i]) then
      return i
    end
  end
end

-- When the program had been loaded: the last time its memory changed clearly, in the first half of the time until
-- `before`. Loading may take a while and wait for other processes. The step after the first sample is the launch
-- itself; within any other step nobody knows when it was.
function activity.loaded(memory, before)
  local t, y, at = memory.t, memory.y, 0
  for i = 3, #t do
    if t[i] > before / 2 then break end
    if math.abs(y[i] - y[i - 1]) > 0.05 * y[i] then at = (t[i] + t[i - 1]) / 2 end
  end
  return at
end

-- Work on a crowded machine begins with crumbs of CPU time. From index i back to where the half second before has none.
function activity.first_stir(cpu, i)
  local from = i
  while from > 1 do
    local before = from
    while before > 1 and cpu.t[from] - cpu.t[before] < 0.5 do
      before = before - 1
    end
    if cpu.y[from] - cpu.y[before] < 0.03 * (cpu.t[from] - cpu.t[before]) then return from end
    from = from - 1
  end
  return i -- never quite still: there is no such moment
end

-- When the program began to work after index i: somewhere in the step from i to i + 1, as long before its end as
-- the CPU time of the step takes at the pace of what follows.
function activity.began(cpu, i)
  local soon = after(cpu, i + 1, 0.3)
  local pace = (cpu.y[soon] - cpu.y[i + 1]) / math.max(cpu.t[soon] - cpu.t[i + 1], 0.001)
  local worked = (cpu.y[i + 1] - cpu.y[i]) / math.max(pace, 0.1)
  return cpu.t[i + 1] - math.min(worked, cpu.t[i + 1] - cpu.t[i])
end

-- Seconds from index i until `seconds` of CPU time are used; nil: never.
function activity.time_to_use(cpu, i, seconds)
  for k = i + 1, #cpu.t do
    if cpu.y[k] - cpu.y[i] >= seconds then return cpu.t[k] - cpu.t[i] end
  end
end

-- Mean of the values between two moments; nil: there are none.
function activity.mean(s, from, till)
  local sum, n = 0, 0
  for i = 1, #s.t do
    if s.t[i] >= from and s.t[i] <= till then
      sum, n = sum + s.y[i], n + 1
    end
  end
  return n > 0 and sum / n or nil
end

-- Mean rise per second between the moment `from` and index i.
function activity.rate(s, from, i)
  local first = 1
  while first < i and s.t[first] < from do
    first = first + 1
  end
  if first >= i then return 0 end
  return (s.y[i] - s.y[first]) / (s.t[i] - s.t[first])
end

return activity
