-- What a program allocates and never frees, by the place that asked for it. What it still holds at its end may be held
-- on purpose: one block of a kind mostly is, hundreds from one place are mostly not. While a program runs, what counts
-- is that the blocks of a place become more and more.

local bytes, duration, plural -- host.text

local function split(words)
  local list = {}
  for word in words:gmatch "[^,%s]+" do
    list[#list + 1], list[word] = word, true
  end
  return list
end

-- Whether a word of the list is in the site's stack or place.
local function ignoring(words)
  local list = split(words)
  return function(row)
    for _, word in ipairs(list) do
      if ((row.stack or "") .. "\n" .. row.place):find(word, 1, true) then return true end
    end
    return false
  end
end

-- The frame that is to blame: the site's place, or where its wrappers were called.
local function blamed(row, wrappers)
  local place, found = row.place, false
  if #wrappers == 0 then return place end
  for frame in (row.stack or ""):gmatch "[^\n]+" do
    found = found or frame == place
    if found and not wrappers[frame:match "^[%w_:~]+"] then return frame end
  end
  return place
end

-- Functions of the C library that keep what they allocate for as long as the program runs.
local keepers = {
  setlocale = true, newlocale = true, textdomain = true, bindtextdomain = true, __dcigettext = true, tzset_internal = true,
  __nss_database_get = true, __gconv_open = true,
}

-- The keeper that the site was allocated for, if one was.
local function keeper(row)
  for frame in (row.stack or ""):gmatch "[^\n]+" do
    local name = frame:match "^[%w_]+"
    if keepers[name] then return name end
  end
  return nil
end

-- Sites that differ in their outer frames only are told as one, with the stack of the largest. The largest place first.
local function by_place(rows, param, compares)
  local places, list = {}, {}
  local ignored, wrappers = ignoring(param.ignore), split(param.wrappers)
  for row in rows do
    if not ignored(row) then
      local kept = keeper(row)
      local name = kept and kept .. " of the C library" or blamed(row, wrappers)
      local place = places[name]
      if not place then
        place = { place = name, kept = kept, kind = row.kind, stack = row.stack or "", site = row.site,
                  bytes = 0, blocks = 0, gained_bytes = 0, gained_blocks = 0, stacks = 0 }
        places[name], list[#list + 1] = place, place
      end
      place.bytes  = place.bytes + row.live_bytes
      place.blocks = place.blocks + row.live_blocks
      place.stacks = place.stacks + 1
      if compares then
        place.gained_bytes  = place.gained_bytes + row.gained_bytes
        place.gained_blocks = place.gained_blocks + row.gained_blocks
      end
    end
  end
  table.sort(list, function(a, b)
    if a.bytes ~= b.bytes then return a.bytes > b.bytes end
    return a.place < b.place
  end)
  return list
end

local function frames(leak, most)
  local why = {}
  for frame in leak.stack:gmatch "[^\n]+" do
    if #why == most then
      why[#why + 1] = "..."
      break
    end
    why[#why + 1] = frame
  end
  if leak.stacks > 1 then
    why[#why + 1] = "and " .. plural(leak.stacks - 1, "other stack") .. " to this place"
  end
  return why
end

local function severity_of(leak, param)
  if leak.kept then return nil end
  if leak.blocks >= param.many and leak.bytes >= param.large then return "error" end
  if leak.blocks >= param.many or leak.bytes >= param.large then return "warning" end
  return nil
end

-- Lost records may hide an allocation, or make a block look unfreed.
local function about(totals)
  return totals.complete and "" or "about "
end

local function tell_incomplete(host, totals)
  if totals.complete then return end
  host.finding {
    kind     = "memory.incomplete",
    severity = "info",
    text     = ("not every call was recorded: %d lost, %d of threads beyond the limit, %s not seen; what they freed or took is missing in the figures")
               :format(totals.lost, totals.unseen_calls, plural(totals.unmatched, "free")),
    advice   = "More threads can be followed with -p threads=256.",
  }
end

-- At the end of the program: places with much or many, each for itself; the rest in one line.
local function tell_unfreed(host, param, heap, totals)
  local held, told = { bytes = 0, blocks = 0, places = 0, why = {} }, 0
  local leaks = by_place(heap:sites { what = "blocks", top = 10000, min_bytes = param.min_bytes,
                                      min_blocks = param.min_blocks }, param)
  for _, leak in ipairs(leaks) do
    local severity = severity_of(leak, param)
    if severity and told < param.top then
      told = told + 1
      host.finding {
        kind     = "memory.leak",
        severity = severity,
        subject  = leak.place,
        text     = ("%s%s in %s from %s never freed"):format(
          about(totals), bytes(leak.bytes), plural(leak.blocks, "block"), leak.kind),
        evidence = { figure = leak.bytes, blocks = leak.blocks, site = leak.site, stack = leak.stack,
                     why = frames(leak, param.shown) },
        advice   = "If it is held on purpose until the end, leave it out with -p ignore=FUNCTION; else look at who should free it.",
      }
    else
      held.bytes, held.blocks, held.places = held.bytes + leak.bytes, held.blocks + leak.blocks, held.places + 1
      if #held.why < 5 then
        held.why[#held.why + 1] = ("%s in %s: %s"):format(bytes(leak.bytes), plural(leak.blocks, "block"), leak.place)
      end
    end
  end
  if held.places == 0 then return end
  host.finding {
    kind     = "memory.held",
    severity = "info",
    text     = ("%s%s in %s from %s still held at the end: %s"):format(about(totals), bytes(held.bytes),
      plural(held.blocks, "block"), plural(held.places, told == param.top and "other place" or "place"),
      told == param.top and "-p top=100 tells more of them" or "little from each, mostly on purpose"),
    evidence = { figure = held.bytes, blocks = held.blocks, places = held.places, why = held.why },
  }
end

-- While it runs: places whose blocks grew by so many and so much, in the first and in the second half of the time.
local function grown_by_place(heap, param, from, to)
  local rows = heap:sites { what = "blocks", by = "growth", top = 10000, min_blocks = 1, min_bytes = param.min_bytes,
                            from = from, to = to }
  local grown = {}
  for _, leak in ipairs(by_place(rows, param, true)) do
    grown[leak.place] = leak
  end
  return grown
end

local function tell_growth(host, param, heap, totals, elapsed)
  local first  = grown_by_place(heap, param, "first", "middle")
  local second = grown_by_place(heap, param, "middle", "last")
  local found = {}
  for place, leak in pairs(grown_by_place(heap, param, "first", "last")) do
    local before = leak.blocks - leak.gained_blocks
    if leak.gained_blocks > param.grown_blocks and leak.gained_blocks * 100 > before * param.grown_percent
       and first[place] and second[place] then
      found[#found + 1] = leak
    end
  end
  table.sort(found, function(a, b)
    if a.gained_bytes ~= b.gained_bytes then return a.gained_bytes > b.gained_bytes end
    return a.place < b.place
  end)
  for _, leak in ipairs(found) do
    host.finding {
      kind     = "memory.growth",
      severity = leak.gained_bytes >= param.large and "error" or "warning",
      subject  = leak.place,
      text     = ("%s%s more in %s from %s within %s, %s now"):format(about(totals), bytes(leak.gained_bytes),
        plural(leak.gained_blocks, "block"), leak.kind, duration(elapsed), bytes(leak.bytes)),
      evidence = { figure = leak.gained_bytes, blocks = leak.gained_blocks, site = leak.site, stack = leak.stack,
                   why = frames(leak, param.shown) },
      advice   = "It grew in both halves of the time. A cache that fills levels off: look again after a longer time.",
    }
  end
end

-- For the tests: a site.
local function site(place, blocks, size, more)
  local row = { place = place, kind = "malloc", live_blocks = blocks, live_bytes = blocks * size, site = 1,
                stack = place .. "\nmain (shop.c:9)" }
  for key, value in pairs(more or {}) do
    row[key] = value
  end
  return row
end

local function totals(more)
  local t = { complete = true, ended = true, replaced = false, lost = 0, unseen_calls = 0, unmatched = 0 }
  for key, value in pairs(more or {}) do
    t[key] = value
  end
  return t
end

local function ended(rows, t)
  return { ["target.main"] = {}, ["target.alive"] = false, ["target.info"] = { status = 0 }, ["memory.track"] = {}, ["memory.mark"] = {},
           ["memory.totals"] = t or totals(), ["memory.sites"] = rows }
end

local function running(first, second, all)
  return { ["target.main"] = {}, ["target.alive"] = true, ["memory.track"] = {}, ["memory.mark"] = {},
           ["memory.totals"] = totals { ended = false }, ["memory.sites"] = { each = { first, second, all } } }
end

local function grew(place, before, gained)
  return site(place, before + gained, 100, { gained_blocks = gained, gained_bytes = gained * 100 })
end

return {
  kind  = "check",
  api   = 1,
  id    = "leaks",
  title = "Memory that is allocated and never freed, by call site",
  tags  = { "memory", "leak" },
  needs = { "process.launch", "memory.agent" },

  params = {
    settle        = { "duration", default = "1s", doc = "how long a program may start before its growth is looked at" },
    run           = { "duration", default = "1h", min = "1s", doc = "how long to watch; ends earlier when the program does" },
    min_bytes     = { "bytes", default = 1, doc = "stacks with fewer bytes are not looked at" },
    min_blocks    = { "integer", default = 1, min = 1, doc = "stacks with fewer blocks are not looked at" },
    many          = { "integer", default = 10, min = 1, doc = "so many blocks from one place are no accident: a warning" },
    large         = { "bytes", default = "1 MiB", doc = "so many bytes from one place are a warning; with many blocks an error" },
    grown_blocks  = { "integer", default = 100, min = 0, doc = "of a program that still runs: growth of a place must be more than so many blocks" },
    grown_percent = { "integer", default = 50, min = 0, doc = "and more than so much of what it had" },
    ignore        = { "text", default = "", doc = "functions or files, separated by commas: stacks with one of them are left out" },
    wrappers      = { "text", default = "", doc = "functions that only pass allocations on, separated by commas: their callers are told" },
    top           = { "integer", default = 20, min = 1, doc = "at most so many places are told one by one" },
    frames        = { "integer", default = 32, min = 1, max = 64, doc = "frames to keep of each stack" },
    shown         = { "integer", default = 8, min = 1, max = 64, doc = "frames to show of each stack" },
    threads       = { "integer", default = 64, min = 1, max = 256, doc = "threads that can be followed at once" },
  },

  run = function(host, param)
    local target = host.target.main()
    if not target then
      host.fail("leaks watches a program from its start: name one behind --")
    end
    bytes, duration, plural = host.text.bytes, host.text.duration, host.text.plural
    local ok, heap = pcall(host.memory.track, { target = target, what = "blocks", frames = param.frames,
                                                threads = param.threads })
    if not ok then
      if heap.code ~= "state" and heap.code ~= "unsupported" then error(heap) end
      host.unknown("what is never freed: " .. heap.message)
    end
    local function has_ended()
      return not target:alive()
    end
    local half = (param.run - math.min(param.settle, param.run // 2)) // 2
    if not host.wait_until(math.min(param.settle, param.run // 2), has_ended) then
      heap:mark "first"
      if not host.wait_until(half, has_ended) then
        heap:mark "middle"
        host.wait_until(half, has_ended)
      end
    end
    local sums = heap:totals()
    if sums.replaced then
      host.unknown("what is never freed: the program replaced itself by another one (exec); name that one behind --")
    end
    if sums.ended and target:info().signal then
      host.unknown("what is never freed: the program was ended before it could free anything: " .. target:info().ended)
    elseif sums.ended then
      tell_unfreed(host, param, heap, sums)
    else
      heap:mark "last"
      tell_growth(host, param, heap, sums, 2 * half)
    end
    tell_incomplete(host, sums)
  end,

  tests = {
    { name   = "many blocks from one place are told, one alone is not",
      fake   = ended { site("read_order (shop.c:12)", 40, 100), site("main (shop.c:3)", 1, 50) },
      expect = { { severity = "warning", kind = "memory.leak", subject = "read_order (shop.c:12)",
                   text = "3.9 KiB in 40 blocks from malloc never freed" },
                 { severity = "info", kind = "memory.held",
                   text = "50 B in 1 block from 1 place still held at the end: little from each, mostly on purpose" } } },
    { name   = "much in many blocks is an error",
      fake   = ended { site("read_order (shop.c:12)", 40, 100000) },
      expect = { { severity = "error" } } },
    { name   = "stacks to one place are told together",
      fake   = ended { site("copy (shop.c:7)", 8, 10), site("copy (shop.c:7)", 7, 10, { stack = "copy (shop.c:7)\nserve" }) },
      expect = { { severity = "warning", text = "150 B in 15 blocks from malloc never freed" } } },
    { name   = "what the C library keeps is no leak of the program",
      fake   = ended { site("main (shop.c:3)", 90, 100, { stack = "_nl_load_locale (loadlocale.c:332)\nsetlocale (setlocale.c:337)\nmain (shop.c:3)" }) },
      expect = { { severity = "info", kind = "memory.held", evidence = { why = { "8.8 KiB in 90 blocks: setlocale of the C library" } } } } },
    { name   = "the caller of a wrapper is told",
      params = { wrappers = "take,take_zeroed" },
      fake   = ended { site("take+0x12 (shop)", 40, 100, { stack = "take+0x12 (shop)\nread_order (shop.c:12)\nmain (shop.c:9)" }) },
      expect = { { severity = "warning", subject = "read_order (shop.c:12)" } } },
    { name   = "no more places than asked for are told one by one",
      params = { top = 1 },
      fake   = ended { site("read_order (shop.c:12)", 40, 100), site("copy (shop.c:3)", 30, 100) },
      expect = { { severity = "warning", subject = "read_order (shop.c:12)" },
                 { severity = "info", text = "2.9 KiB in 30 blocks from 1 other place still held at the end: -p top=100 tells more of them" } } },
    { name   = "what is held on purpose can be left out",
      fake   = ended { site("fill_cache (shop.c:7)", 800, 10) },
      params = { ignore = "other, fill_cache" },
      expect = false },
    { name   = "lost records make figures inexact",
      fake   = ended({ site("read_order (shop.c:12)", 40, 100) }, totals { complete = false, lost = 7 }),
      expect = { { severity = "warning", text = "about 3.9 KiB in 40 blocks from malloc never freed" },
                 { severity = "info", kind = "memory.incomplete" } } },
    { name   = "a program that frees everything is clean",
      fake   = ended {},
      expect = false },
    { name   = "a place that grows in both halves is told while the program runs",
      params = { run = "21s" },
      fake   = running({ grew("read_order (shop.c:12)", 100, 60) }, { grew("read_order (shop.c:12)", 160, 60) },
                       { grew("read_order (shop.c:12)", 100, 120) }),
      expect = { { severity = "warning", kind = "memory.growth", subject = "read_order (shop.c:12)",
                   text = "11.7 KiB more in 120 blocks from malloc within 20 s, 21.5 KiB now" } } },
    { name   = "a cache that has filled is not",
      params = { run = "21s" },
      fake   = running({ grew("fill_cache (shop.c:7)", 0, 500) }, {}, { grew("fill_cache (shop.c:7)", 0, 500) }),
      expect = false },
    { name   = "more than 100 blocks and more than 50 percent: neither alone",
      params = { run = "21s" },
      fake   = running({ grew("a", 1000, 200), grew("b", 10, 50) }, { grew("a", 1200, 200), grew("b", 60, 50) },
                       { grew("a", 1000, 400), grew("b", 10, 100) }),
      expect = false },
    { name    = "a wrapper that becomes another program is not judged",
      fake    = ended({ site("main (wrapper.c:3)", 40, 100) }, totals { replaced = true }),
      unknown = "replaced itself" },
    { name    = "a program that crashed is not judged",
      fake    = { ["target.main"] = {}, ["target.alive"] = false, ["memory.track"] = {}, ["memory.mark"] = {},
                  ["target.info"] = { signal = "11 (SEGV)", ended = "ended by signal 11 (SEGV)" },
                  ["memory.totals"] = totals(), ["memory.sites"] = { site("main (shop.c:3)", 40, 100) } },
      unknown = "signal 11" },
    { name    = "a program that cannot be watched is not judged",
      fake    = { ["target.main"] = {}, ["memory.track"] = { fails = "it is linked statically", code = "unsupported" } },
      unknown = "linked statically" },
    { name   = "without a program it says so",
      fake   = { ["target.main"] = false },
      fails  = "name one behind" },
  },
}
