-- What checks on library calls share: signatures, names of errors, and calls as people read them.

local calls = {}

-- By name: what `sonde query tracer.signatures` shows, with `parameters` as a list of kinds.
function calls.signatures(host, names)
  local all = {}
  for row in host.tracer.signatures { name = names } do
    local parameters = {}
    for kind in (row.parameters or ""):gmatch("%S+") do
      if kind ~= "..." then parameters[#parameters + 1] = kind end
    end
    all[row.name] = { failure = row.failure, errors = row.errors, result = row.result, parameters = parameters,
                      recorded = row.recorded, text = row.text, entry = row.entry, waits = row.waits }
  end
  return all
end

-- Whether records of this function hold its duration, error and arguments: reading what is not there would count as unknown.
function calls.is_timed(signature)
  return signature ~= nil and not signature.entry
end

-- What to give to tracer.call. A target takes one set of parameters, and equal ones share a subscription: checks that run together and are not told
-- which functions to watch ask for the same. The target is the main one: handles of two scripts are never equal.
function calls.with(which)
  local function given(s) return s and s ~= "" and s ~= "*" and s or nil end
  local name, library = given(which.calls), given(which.library)
  return {
    name = name, library = library, exclude = given(which.exclude),
    unknown = which.unknown == true and (name or library) ~= nil, failed_only = which.failed,
  }
end

-- What `open` gives: a stream. A program that cannot be watched from inside (linked statically, of 32 bits) leaves the check without an answer.
function calls.open(host, open)
  local good, stream = pcall(open)
  if good then return stream end
  if stream.code == "unsupported" then host.unknown(stream.message) end
  error(stream, 0)
end

-- Watches until the program ends or the time is over. Before the first wait everything must be subscribed.
function calls.watch(host, target, run)
  host.wait_until(run, function() return not target:alive() end)
end

function calls.target(host, who)
  local target = host.target.main()
  if not target then host.fail(who .. " looks at a program: name it behind --") end
  return target
end

-- "errno:ENOENT", or nil where nothing tells.
function calls.code(host, row)
  return host.tracer.code { name = row.name, error = row.error, result = row.result }
end

-- What programs meet on their way and live with: tried, asked for the size, not there yet.
local usual = {}
for word in ([[
  errno:EAGAIN errno:EINTR errno:EINPROGRESS errno:EALREADY errno:ENOTTY errno:ESPIPE errno:ECHILD errno:ERANGE errno:ENODATA errno:EOPNOTSUPP
  errno:EEXIST errno:ETIMEDOUT errno:EBUSY errno:ESRCH errno:EINVAL errno:ENXIO errno:ENOTDIR errno:EISCONN errno:ENOTCONN
  win32:18 win32:38 win32:122 win32:183 win32:187 win32:203 win32:234 win32:259 win32:258 win32:997 win32:996 win32:1008 win32:10035 win32:10036
  win32:126 win32:127 win32:80 win32:1812 win32:1813 win32:1814 hresult:0x80010106
  ntstatus:0x80000005 ntstatus:0x80000006 ntstatus:0x8000001A ntstatus:0xC0000004 ntstatus:0xC0000023 ntstatus:0xC0000011 ntstatus:0xC0000035
]]):gmatch("%S+") do usual[word] = true end

-- Looked for and not found: usual as well, unless the program gave up over it.
local missing = {}
for word in ([[
  errno:ENOENT win32:2 win32:3 win32:1168 ntstatus:0xC0000034 ntstatus:0xC000003A ntstatus:0xC000000F hresult:0x80040154 hresult:0x800401F3
  hresult:0x80070002
]]):gmatch("%S+") do missing[word] = true end

-- "usual", "missing" or "trouble".
function calls.kind_of_error(code)
  if not code or usual[code] then return "usual" end
  return missing[code] and "missing" or "trouble"
end

-- Whether the program ended as it should not: words, or nil.
function calls.bad_end(target)
  local info = target:info()
  if info.alive or (not info.signal and (info.status or 0) == 0) then return nil end
  return info.ended
end

local function i32(v)
  v = v & 0xffffffff
  return v < 0x80000000 and v or v - 0x100000000
end

local shown = {
  i32 = function(v) return ("%d"):format(i32(v)) end,
  u32 = function(v) return ("%d"):format(v & 0xffffffff) end,
  i64 = function(v) return ("%d"):format(v) end,
  u64 = function(v) return v >= 0 and ("%d"):format(v) or ("0x%x"):format(v) end,
}

local function value(kind, v)
  if v == nil then return "?" end
  if shown[kind] then return shown[kind](v) end
  if v == -1 then return "-1" end -- INVALID_HANDLE_VALUE, MAP_FAILED
  return v == 0 and "NULL" or ("0x%x"):format(v)
end

-- Behind the named parameters stand those of `...`.
local function arguments(row, signature)
  local parts = {}
  for i = 1, signature.recorded do
    local is_text = i == signature.text and row.failed and row.text
    parts[i] = is_text and ("%q"):format(row.text) or value(signature.parameters[i] or "u64", row["a" .. i])
  end
  return table.concat(parts, ", ")
end

-- open("/etc/x", 0) = -1 ENOENT (There is no such file) <12 us>
function calls.line(host, row, signature)
  if not calls.is_timed(signature) then return row.name .. "(...)" end
  local line = ("%s(%s)"):format(row.name, arguments(row, signature))
  if signature.result ~= "void" then line = line .. " = " .. value(signature.result, row.result) end
  if row.failed then
    local code = calls.code(host, row)
    if code then
      local sentence = host.text.error(code):gsub(" %([^()]*%)$", "")
      line = line .. (" %s (%s)"):format(code:match("^errno:(.*)") or code, sentence)
    else
      line = line .. " failed"
    end
  end
  return line .. (" <%s>"):format(host.text.duration(row.duration))
end

return calls
