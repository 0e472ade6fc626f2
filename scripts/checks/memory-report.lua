-- Where the memory of a program is, and what of it grew between two looks.

local bytes   -- host.text.bytes
local measure -- "resident"; "size" where the system does not tell what of a region is in RAM

local function weight(row)
  return row[measure]
end

-- "heap 12 MiB, image 3 MiB": the kinds that matter, the largest first.
local kinds = { "heap", "stack", "anonymous", "image", "mapped", "shared_memory" }

local function by_kind(info)
  local parts = {}
  for _, kind in ipairs(kinds) do
    if weight(info[kind]) > 0 then
      parts[#parts + 1] = { kind = kind, bytes = weight(info[kind]) }
    end
  end
  table.sort(parts, function(a, b) return a.bytes > b.bytes end)
  for i, part in ipairs(parts) do
    parts[i] = part.kind .. " " .. bytes(part.bytes)
  end
  return (measure == "size" and "addresses of " or "") .. table.concat(parts, ", ")
end

local function tell_where(host, info)
  local private = info.private and (", %s of it its own"):format(bytes(info.private)) or ""
  host.finding {
    kind     = "memory.where",
    severity = "info",
    subject  = info.name,
    text     = ("%s in RAM%s: %s"):format(bytes(info.resident), private, by_kind(info)),
    evidence = { resident = info.resident, private = info.private, commit = info.commit, swap = info.swap },
  }
end

-- The kind that grew, and which regions of it grew most.
local function tell_growth(host, param, name, grown)
  for _, kind in ipairs(grown.kinds) do
    local gain = weight(kind)
    if gain >= param.least and kind.kind ~= "reserved" then
      local why = {}
      for _, region in ipairs(grown.regions) do
        if region.kind == kind.kind and weight(region) > 0 and #why < 3 then
          why[#why + 1] = ("%s, %s: %s more"):format(
            region.change, region.name ~= "" and region.name or "without a name", bytes(weight(region)))
        end
      end
      host.finding {
        kind     = "memory.grown",
        severity = "warning",
        subject  = name .. " " .. kind.kind,
        text     = ("%s grew by %s in %s"):format(kind.kind, bytes(gain), host.text.duration(grown.elapsed)),
        evidence = { figure = gain, regions = kind.regions, why = why },
        advice   = "Look again after a longer time: what is filled once levels off, what leaks does not.",
      }
    end
  end
end

-- Which places of the program asked for the memory: those that gained most between the looks, or hold most.
local function tell_sites(host, heap)
  local sums, why, gained = heap:totals(), {}, 0
  for row in heap:sites { what = "blocks", by = "growth", from = "first", top = 5, min_bytes = 1 } do
    gained = gained + row.gained_bytes
    why[#why + 1] = ("%s more, %s now: %s"):format(bytes(row.gained_bytes), bytes(row.live_bytes), row.place)
  end
  if #why == 0 then
    for row in heap:sites { what = "blocks", top = 5, min_bytes = 1 } do
      why[#why + 1] = ("%s: %s"):format(bytes(row.live_bytes), row.place)
    end
  end
  host.finding {
    kind     = "memory.sites",
    severity = "info",
    text     = ("%s are allocated in %s%s"):format(bytes(sums.live_bytes), host.text.plural(sums.live_blocks, "block"),
      gained > 0 and ("; these places gained %s"):format(bytes(gained)) or ""),
    evidence = { figure = sums.live_bytes, blocks = sums.live_blocks, why = why },
  }
end

-- For the tests: a program whose heap is so large.
local function program(heap)
  local answer = { name = "shop", resident = heap + 5 * 1024 * 1024, private = heap }
  for _, kind in ipairs(kinds) do
    answer[kind] = { regions = 0, size = 0, resident = 0 }
  end
  answer.heap  = { regions = 1, size = heap, resident = heap }
  answer.image = { regions = 9, size = 5 * 1024 * 1024, resident = 5 * 1024 * 1024 }
  return answer
end

local function comparison(gain)
  return {
    elapsed = 10000000000,
    kinds   = { { kind = "heap", regions = 0, size = gain, resident = gain } },
    regions = { { kind = "heap", change = "grown", name = "[heap]", size = gain, resident = gain } },
  }
end

return {
  kind  = "check",
  api   = 1,
  id    = "memory-report",
  title = "Where a program's memory is, and what grows",
  tags  = { "memory" },
  needs = { "process.read", "process.launch", "memory.agent" },

  params = {
    sites  = { "boolean", default = false, doc = "also tell which functions allocated it: the program is then started under watch" },
    settle = { "duration", default = "1s", doc = "how long the program may start before the first look" },
    run    = { "duration", default = "10s", min = "100ms", doc = "time between the two looks" },
    least  = { "bytes", default = "1 MiB", min = "4 KiB", doc = "smallest growth that is told" },
  },

  run = function(host, param)
    local target = host.target.main()
    if not target then
      host.fail("memory-report looks at a program: name one behind --, or a running one by --pid")
    end
    bytes = host.text.bytes
    local heap = param.sites and host.memory.track { target = target, what = "blocks" } or nil
    local function ended()
      return not target:alive()
    end
    if host.wait_until(param.settle, ended) then
      host.unknown("the program ended before its memory could be looked at")
    end
    local info, before = host.memory.info(target:pid()), host.memory.snapshot(target:pid())
    measure = info.image.resident and "resident" or "size"
    tell_where(host, info)
    if heap then heap:mark "first" end
    if host.wait_until(param.run, ended) then
      host.unknown("what grows: the program ended before the second look")
    end
    local after = host.memory.snapshot(target:pid())
    tell_growth(host, param, info.name, before:compare { after = after })
    if heap then tell_sites(host, heap) end
  end,

  tests = {
    { name   = "a heap that grows is told",
      fake   = { ["target.main"] = {}, ["target.pid"] = 7, ["target.alive"] = true, ["memory.snapshot"] = {},
                 ["memory.info"] = program(20 * 1024 * 1024), ["memory.compare"] = comparison(6 * 1024 * 1024) },
      expect = { { severity = "info", subject = "shop", text = "25 MiB in RAM, 20 MiB of it its own: heap 20 MiB, image 5 MiB" },
                 { severity = "warning", subject = "shop heap", text = "heap grew by 6 MiB in 10 s" } } },
    { name   = "a little growth is not",
      fake   = { ["target.main"] = {}, ["target.pid"] = 7, ["target.alive"] = true, ["memory.snapshot"] = {},
                 ["memory.info"] = program(20 * 1024 * 1024), ["memory.compare"] = comparison(4096) },
      expect = { { severity = "info" } } },
    { name   = "the places that gained most, when asked",
      params = { sites = true },
      fake   = { ["target.main"] = {}, ["target.pid"] = 7, ["target.alive"] = true, ["memory.snapshot"] = {},
                 ["memory.info"] = program(20 * 1024 * 1024), ["memory.compare"] = comparison(4096),
                 ["memory.track"] = {}, ["memory.mark"] = {},
                 ["memory.totals"] = { live_bytes = 4096, live_blocks = 9 },
                 ["memory.sites"] = { { place = "read_order (shop.c:12)", gained_bytes = 1024, live_bytes = 3072 } } },
      expect = { { severity = "info", kind = "memory.where" },
                 { severity = "info", kind = "memory.sites", text = "4 KiB are allocated in 9 blocks; these places gained 1 KiB" } } },
    { name    = "a program that ended cannot be told",
      fake    = { ["target.main"] = {}, ["target.pid"] = 7, ["target.alive"] = false },
      unknown = "ended before" },
  },
}
