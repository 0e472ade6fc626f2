-- Which kind of handle or descriptor a program opens again and again and does not close.

-- What differs by its number only is of one kind: "pipe pipe:[#]", "file /tmp/job-#", "socket tcp 127.0.0.1:#".
local function kind_of(row)
  local name = (row.name or ""):gsub("%d+", "#")
  return (row.type or "?") .. (name ~= "" and " " .. name or "")
end

-- How many of each kind a process has open. One that has ended meanwhile has none.
local function count(host, pid)
  local counts = {}
  local ok, err = pcall(function()
    for row in host.memory.handles(pid) do
      local kind = kind_of(row)
      counts[kind] = (counts[kind] or 0) + 1
    end
  end)
  if not ok and err.code ~= "missing" then error(err) end
  return counts
end

-- The program with all its descendants: counts by pid.
local function look(host, target)
  local now = {}
  for _, pid in ipairs(target:pids()) do
    now[pid] = count(host, pid)
  end
  return now
end

-- What a process gained of a kind over all looks; nil unless there are more at each look than at the one before.
local function gain(looks, pid, kind)
  local first, last
  for _, look in ipairs(looks) do
    local now = look[pid] and look[pid][kind] or 0
    if not look[pid] or (last and now <= last) then return nil end
    first, last = first or now, now
  end
  return last - first
end

local function leaks(looks, least)
  local found = {}
  for pid, kinds in pairs(looks[#looks]) do
    for kind, now in pairs(kinds) do
      local more = gain(looks, pid, kind)
      if more and more >= least then
        found[#found + 1] = { pid = pid, kind = kind, more = more, now = now }
      end
    end
  end
  table.sort(found, function(a, b)
    if a.more ~= b.more then return a.more > b.more end
    if a.kind ~= b.kind then return a.kind < b.kind end
    return a.pid < b.pid
  end)
  return found
end

-- For the tests: so many pipes, and two files.
local function open(pipes)
  local rows = { { type = "file", name = "/etc/shop.conf" }, { type = "file", name = "/var/log/shop.log" } }
  for i = 1, pipes do
    rows[#rows + 1] = { type = "pipe", name = ("pipe:[%d]"):format(1000 + i) }
  end
  return rows
end

local function shop(a, b, c)
  return { ["target.main"] = {}, ["target.pids"] = { 7 }, ["target.alive"] = true,
           ["memory.handles"] = { each = { open(a), open(b), open(c) } } }
end

return {
  kind  = "check",
  api   = 1,
  id    = "handle-leaks",
  title = "Handles that are opened and never closed",
  tags  = { "handles", "leak" },
  needs = { "process.read" },

  params = {
    settle = { "duration", default = "1s", doc = "how long the program may start before the first look" },
    run    = { "duration", default = "10s", min = "100ms", doc = "time from the first to the last look" },
    looks  = { "integer", default = 3, min = 2, max = 100, doc = "how often to look" },
    least  = { "integer", default = 10, min = 1, doc = "smallest gain that is told" },
  },

  run = function(host, param)
    local target = host.target.main()
    if not target then
      host.fail("handle-leaks looks at a program: name one behind --, or a running one by --pid")
    end
    local looks, pause = {}, param.settle
    for i = 1, param.looks do
      if host.wait_until(pause, function() return not target:alive() end) then
        host.unknown(("the program ended before look %d of %d"):format(i, param.looks))
      end
      looks[i] = look(host, target)
      pause = param.run // (param.looks - 1)
    end
    for _, leak in ipairs(leaks(looks, param.least)) do
      host.finding {
        kind     = "handles.leak",
        severity = "warning",
        subject  = leak.kind,
        pid      = leak.pid,
        text     = ("%d more in %s, %d are open now"):format(leak.more, host.text.duration(param.run), leak.now),
        evidence = { figure = leak.more, now = leak.now },
        advice   = "Look at the ways out of the code that opens it: one of them does not close.",
      }
    end
  end,

  tests = {
    { name   = "pipes that are not closed are told by kind",
      fake   = shop(10, 22, 35),
      expect = { { severity = "warning", subject = "pipe pipe:[#]", text = "25 more in 10 s, 35 are open now" } } },
    { name   = "each process counts for itself: more processes are no leak",
      fake   = { ["target.main"] = {}, ["target.alive"] = true,
                 ["target.pids"] = { each = { { 7 }, { 7, 8 }, { 7, 8, 9 } } }, ["memory.handles"] = open(20) },
      expect = false },
    { name   = "a process that has just ended is left out",
      fake   = { ["target.main"] = {}, ["target.pids"] = { 7 }, ["target.alive"] = true,
                 ["memory.handles"] = { fails = "there is no process 7", code = "missing" } },
      expect = false },
    { name   = "handles that may not be seen are an error",
      fake   = { ["target.main"] = {}, ["target.pids"] = { 7 }, ["target.alive"] = true,
                 ["memory.handles"] = { fails = "not for you", code = "denied" } },
      fails  = "not for you" },
    { name   = "what goes up and down is no leak",
      fake   = shop(10, 40, 35),
      expect = false },
    { name   = "a few more are none",
      fake   = shop(10, 12, 14),
      expect = false },
    { name    = "a program that ended cannot be told",
      fake    = { ["target.main"] = {}, ["target.alive"] = false },
      unknown = "ended before look 1 of 3" },
  },
}
