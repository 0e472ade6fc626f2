-- Errors of the last day in the machine's log, or in a file: by source and event, classified, the most first.

-- A file is often read long after it was written: its last day ends with its newest event.
local function newest(host, path)
  local rows = host.eventlog.read { path = path }:get { newest = "max time" }:rows()
  return rows[1] and rows[1].newest
end

local function open(host, param, level)
  local file = param.path ~= "" and param.path or nil
  return host.eventlog.read { path = file, level = level, last = not file and param.last or nil }
end

local worst = { critical = 1, error = 2, warning = 3 }

local function count(stream)
  local rows = stream:get { n = "count" }:rows()
  return rows[1] and rows[1].n or 0
end

-- The filter of `read` lets pass what has no level: that is no error, but counted.
local function errors(host, param)
  local last = param.path ~= "" and newest(host, param.path)
  local function stream()
    local all = open(host, param, param.level)
    return last and all:where { time = { ">=", last - param.last } } or all
  end
  local level = { "<=", worst[param.level] }
  local rows = stream():where { level = level }
    :group { "provider", "event" }
    :get { n = "count", first = "min time", last = "max time", level = "min level", sample = "first text" }
    :rows()
  local judged = count(stream():where { level = level })
  rows.nameless = judged
  for _, row in ipairs(rows) do
    rows.nameless = rows.nameless - row.n
  end
  rows.unjudged = count(stream():where { error = "" }) - count(stream():where { level = level, error = "" })
  return rows
end

-- Without a log the check cannot tell anything.
local function rows_or_unknown(host, param)
  local good, rows = pcall(errors, host, param)
  if good then return rows end
  if rows.code == "unsupported" then host.unknown(rows.message) end
  host.fail("%s", rows.message or rows)
end

-- Seconds since 1970 as UTC: there is no os.date here.
local function date(ns)
  local s = ns // 1000000000
  local days = s // 86400 + 719468
  local era = days // 146097
  local day = days - era * 146097
  local year = (day - day // 1460 + day // 36524 - day // 146096) // 365
  local rest = day - (365 * year + year // 4 - year // 100)
  local month = (5 * rest + 2) // 153
  local m = month < 10 and month + 3 or month - 9
  return ("%04d-%02d-%02d %02d:%02d"):format(
    year + era * 400 + (m <= 2 and 1 or 0), m, rest - (153 * month + 2) // 5 + 1, s // 3600 % 24, s // 60 % 60)
end

local function span(row)
  if not row.first or not row.last then return "at an unknown time" end
  if date(row.first) == date(row.last) then return "at " .. date(row.first) end
  return ("from %s to %s"):format(date(row.first), date(row.last))
end

local function tell_unreadable(host, param)
  local n = count(open(host, param):where { error = { "~=", "" } })
  if n == 0 then return end
  host.finding {
    kind = "log.unreadable", severity = "warning", subject = "log",
    text = host.text.plural(n, "record") .. " of the log could not be read in full",
    evidence = { count = n },
    advice = "`sonde query eventlog.read` shows each with its place and `error`.",
  }
end

-- Lines of syslog without <PRI> have no level: errors may be among them.
local function tell_unjudged(host, param, rows)
  if rows.unjudged <= 0 then return end
  local file = param.path ~= "" and " path=" .. param.path or ""
  local text = host.text.plural(rows.unjudged, "event has", "events have")
    .. " no level, so it cannot be told which are errors"
  local advice = ("search the text: sonde query eventlog.read%s text=error"):format(file)
  if #rows == 0 and rows.nameless == 0 then host.unknown(text .. "; " .. advice) end
  host.finding { kind = "log.no-level", severity = "info", subject = "log", text = text, advice = advice,
    evidence = { count = rows.unjudged } }
end

-- A beginning of a text, whole characters only.
local function beginning(s, most)
  if #s <= most then return s end
  return s:sub(1, most):gsub("[\xC0-\xFF][\x80-\xBF]*$", "") .. "..."
end

local function tell(host, row)
  local id = row.event and row.event ~= 0 and row.event or nil
  local class = host.classify { source = row.provider, event = id, text = row.sample } or {}
  local sample = row.sample and row.sample ~= "" and (": " .. beginning(row.sample, 120)) or ""
  host.finding {
    kind     = "log.error",
    severity = class.severity or (row.level == 1 and "critical" or "error"),
    subject  = id and ("%s %d"):format(row.provider, id) or row.provider,
    text     = ("%s %s%s"):format(host.text.plural(row.n, "error"), span(row), sample),
    class    = class.class,
    advice   = class.hint,
    evidence = { count = row.n, first = row.first, last = row.last, retry = class.retry },
  }
end

return {
  kind  = "check",
  api   = 1,
  id    = "log.errors",
  title = "Errors in the machine's log, or in a file of it",
  needs = { "eventlog.read" },
  tags  = { "log", "errors" },
  params = {
    path  = { "text", default = "", doc = "file of .evtx or of syslog lines; none: the live log" },
    last  = { "duration", default = "24h", min = "1m", doc = "how far to look back; in a file, from its newest event" },
    level = { "text", default = "error", choices = { "critical", "error", "warning" }, doc = "this and what is worse" },
    most  = { "integer", default = 20, min = 1, max = 1000, doc = "sources and events to tell" },
  },

  run = function(host, param)
    local rows = rows_or_unknown(host, param)
    table.sort(rows, function(a, b)
      if a.n ~= b.n then return a.n > b.n end
      return (a.provider or "") .. (a.event or 0) < (b.provider or "") .. (b.event or 0)
    end)
    local told, rest = 0, 0
    local plural = host.text.plural
    for _, row in ipairs(rows) do
      if told < param.most then
        told = told + 1
        tell(host, row)
      else
        rest = rest + row.n
      end
    end
    if rest > 0 then
      host.finding { kind = "log.more", severity = "info", subject = "log",
        text = ("%s of %s"):format(plural(rest, "more error"),
          plural(#rows - told, "other source and event", "other sources and events")),
        evidence = { count = rest } }
    end
    if rows.nameless > 0 then
      host.finding { kind = "log.nameless", severity = "error", subject = "log",
        text = plural(rows.nameless, "error") .. " without a source",
        evidence = { count = rows.nameless } }
    end
    tell_unreadable(host, param)
    tell_unjudged(host, param, rows)
  end,

  tests = {
    { name   = "by source and event, the most first",
      fake   = { ["eventlog.read"] = {
        { provider = "disk", event = 7, level = 2, time = 1500000000000000000, text = "bad block" },
        { provider = "app", event = 1, level = 2, time = 1500000060000000000, text = "" },
        { provider = "disk", event = 7, level = 2, time = 1500000120000000000, text = "bad block" } } },
      expect = {
        { kind = "log.error", subject = "disk 7", text = "2 errors from 2017-07-14 02:40 to 2017-07-14 02:42: bad block" },
        { kind = "log.error", subject = "app 1", text = "1 error at 2017-07-14 02:41", severity = "error" } } },
    { name   = "a file: its own last day",
      params = { path = "x.evtx" },
      fake   = { ["eventlog.read"] = {
        { provider = "old", event = 1, level = 2, time = 1499900000000000000, text = "" },
        { provider = "new", event = 1, level = 1, time = 1500000000000000000, text = "" } } },
      expect = { { subject = "new 1", severity = "critical" } } },
    { name   = "more than are told",
      params = { most = 1 },
      fake   = { ["eventlog.read"] = {
        { provider = "a", event = 0, level = 2, time = 1500000000000000000, text = "" },
        { provider = "b", event = 0, level = 2, time = 1500000000000000000, text = "" } } },
      expect = { { subject = "a" }, { kind = "log.more", text = "1 more error of 1 other source and event" } } },
    { name   = "what cannot be read is told",
      fake   = { ["eventlog.read"] = {
        { number = 1, error = "a value runs past the end of its record" },
        { number = 2, provider = "a", event = 1, level = 2, text = "", error = "" } } },
      expect = { { subject = "a 1", text = "1 error at an unknown time" }, { kind = "log.unreadable", text = "1 record of the log could not be read in full" } } },
    { name   = "what has no level is no error, and told",
      fake   = { ["eventlog.read"] = {
        { provider = "app", event = 0, text = "all is well", error = "" },
        { provider = "app", event = 0, level = 2, text = ("x"):rep(119) .. "\u{20AC}", error = "" } } },
      expect = { { subject = "app", text = "1 error at an unknown time: " .. ("x"):rep(119) .. "..." },
                 { kind = "log.no-level", severity = "info",
                   text = "1 event has no level, so it cannot be told which are errors" } } },
    { name   = "nothing has a level",
      params = { path = "x.log" },
      fake   = { ["eventlog.read"] = {
        { provider = "app", event = 0, text = "a", error = "" }, { provider = "b", event = 0, text = "b", error = "" } } },
      unknown = "2 events have no level, so it cannot be told which are errors; search the text: "
        .. "sonde query eventlog.read path=x.log text=error" },
    { name   = "an error without a source is told",
      fake   = { ["eventlog.read"] = { { event = 0, level = 2, text = "a", error = "" } } },
      expect = { { kind = "log.nameless", severity = "error", text = "1 error without a source" } } },
    { name   = "a file that is not there",
      params = { path = "nope.evtx" },
      fake   = { ["eventlog.read"] = { fails = "cannot open nope.evtx: No such file or directory", code = "missing" } },
      fails  = "cannot open nope.evtx" },
    { name   = "nothing",
      fake   = { ["eventlog.read"] = {} },
      expect = {} },
    { name   = "no log",
      fake   = { ["eventlog.read"] = { fails = "there is no live log to read", code = "unsupported" } },
      unknown = "there is no live log" },
  },
}
