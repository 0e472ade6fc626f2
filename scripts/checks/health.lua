-- Looks at the machine: CPU, load, memory, swap and disk space, and names the processes behind what it finds.

local function percent(share)
  return ("%.0f %%"):format(share * 100)
end

-- "python3 (311) 1.2 GiB, git (98) 200 MiB": the n processes that are first by `column`.
local function leaders(rows, column, n, show)
  table.sort(rows, function(a, b) return (a[column] or 0) > (b[column] or 0) end)
  local words = {}
  for i = 1, math.min(n, #rows) do
    local value = rows[i][column]
    if value and value > 0 then
      words[#words + 1] = ("%s (%d) %s"):format(rows[i].name or "?", rows[i].pid, show(value))
    end
  end
  return table.concat(words, ", ")
end

local function list(host)
  local rows = {}
  for row in host.perfcounters.processes { only = { "name", "cpu_share", "resident" } } do
    rows[#rows + 1] = { pid = row.pid, name = row.name, cpu_share = row.cpu_share, resident = row.resident }
  end
  return rows
end

local function check_cpu(host, param, now, rows)
  if now.cpu_share and now.cpu_share >= param.cpu then
    host.finding {
      kind = "machine.cpu", severity = "info", subject = "cpu",
      text = ("the CPUs are %s busy; most of it: %s"):format(
        percent(now.cpu_share), leaders(rows, "cpu_share", 3, percent)),
      evidence = { share = now.cpu_share, cpus = now.cpus },
    }
  end
  if now.load_1 and now.cpus and now.load_1 >= param.load * now.cpus then
    host.finding {
      kind = "machine.load", severity = "info", subject = "load",
      text = ("%.1f threads run or wait for a CPU or a disk, for %d CPUs"):format(now.load_1, now.cpus),
      evidence = { load_1 = now.load_1, load_5 = now.load_5, cpus = now.cpus },
    }
  end
end

local function check_memory(host, param, now, rows)
  local free = now.memory_available and now.memory_total and now.memory_available / now.memory_total
  if free and free < param.memory then
    host.finding {
      kind = "machine.memory", severity = "warning", subject = "memory",
      text = ("only %s of memory can still be had; most of it: %s"):format(
        host.text.bytes(now.memory_available), leaders(rows, "resident", 3, host.text.bytes)),
      evidence = { available = now.memory_available, total = now.memory_total },
    }
  end
  local swap = now.swap_used and now.swap_total and now.swap_total > 0 and now.swap_used / now.swap_total
  if swap and swap > param.swap then
    host.finding {
      kind = "machine.swap", severity = "info", subject = "swap",
      text = ("%s of the swap space is in use"):format(percent(swap)),
      evidence = { used = now.swap_used, total = now.swap_total },
    }
  end
end

local function check_disks(host, param, now)
  for _, disk in ipairs(now.disks or {}) do
    if disk.free and disk.total and disk.total > 0 and disk.free / disk.total < param.disk then
      host.finding {
        kind = "machine.disk", severity = "warning", subject = disk.path,
        text = ("%s has %s left, %s of its space"):format(
          disk.path, host.text.bytes(disk.free), percent(disk.free / disk.total)),
        evidence = { free = disk.free, total = disk.total, type = disk.type },
      }
    end
  end
end

-- A healthy machine as the tests see it, changed by `but`.
local function machine(but)
  local m = {
    cpus = 4, cpu_share = 0.2, load_1 = 0.5, load_5 = 0.5, memory_total = 8 << 30, memory_available = 4 << 30,
    swap_total = 1 << 30, swap_used = 0, disks = { { path = "/", type = "ext4", total = 100 << 30, free = 50 << 30 } },
  }
  for key, value in pairs(but) do
    m[key] = value
  end
  return m
end

local processes = {
  { pid = 1, name = "init", cpu_share = 0.0, resident = 10 << 20 },
  { pid = 7, name = "shop", cpu_share = 3.9, resident = 6 << 30 },
}

return {
  kind  = "check",
  api   = 1,
  id    = "health",
  title = "How the machine is",
  tags  = { "machine" },
  needs = { "process.read" },

  params = {
    over   = { "duration", default = "1s", min = "100ms", doc = "time over which CPU use is measured" },
    cpu    = { "number", default = 0.9, min = 0, max = 1, doc = "share of all CPUs in use that is notable" },
    load   = { "number", default = 2, min = 0, doc = "load for each CPU that is notable" },
    memory = { "number", default = 0.1, min = 0, max = 1, doc = "share of memory below which too little is left" },
    swap   = { "number", default = 0.5, min = 0, max = 1, doc = "share of swap space in use that is notable" },
    disk   = { "number", default = 0.05, min = 0, max = 1, doc = "share of a disk below which too little is left" },
  },

  -- CPU shares are counted from the reading before, so everything is read twice.
  run = function(host, param)
    host.perfcounters.system { disks = false }
    list(host)
    host.wait(param.over)
    local now, rows = host.perfcounters.system {}, list(host)
    check_cpu(host, param, now, rows)
    check_memory(host, param, now, rows)
    check_disks(host, param, now)
  end,

  tests = {
    { name   = "a machine that is well",
      fake   = { ["perfcounters.system"] = machine {}, ["perfcounters.processes"] = processes },
      expect = false },
    { name   = "busy CPUs, and who is behind it",
      fake   = { ["perfcounters.system"] = machine { cpu_share = 0.98, load_1 = 9.5 },
                 ["perfcounters.processes"] = processes },
      expect = { { kind = "machine.cpu", severity = "info", subject = "cpu",
                   text = "the CPUs are 98 % busy; most of it: shop (7) 390 %" },
                 { kind = "machine.load", subject = "load" } } },
    { name   = "little memory",
      fake   = { ["perfcounters.system"] = machine { memory_available = 100 << 20, swap_used = 900 << 20 },
                 ["perfcounters.processes"] = processes },
      expect = { { kind = "machine.memory", severity = "warning" }, { kind = "machine.swap", severity = "info" } } },
    { name   = "a full disk",
      fake   = { ["perfcounters.system"] = machine { disks = { { path = "/data", total = 100 << 30, free = 1 << 30 } } },
                 ["perfcounters.processes"] = processes },
      expect = { { kind = "machine.disk", subject = "/data" } } },
    { name   = "what the system cannot tell is no finding",
      fake   = { ["perfcounters.system"] = { cpus = 4 }, ["perfcounters.processes"] = {} },
      expect = false },
  },
}
