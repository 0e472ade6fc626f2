-- Why creating a COM object fails, as far as registry and files tell: a name without a class, a server that is not there, one that
-- is named ambiguously, one for another processor. With create = true objects are made too, each in a process of its own: that runs
-- code of the classes, so it is off unless asked for. Programs are started only for a class that is named.

local function name_of(class)
  return class.progid ~= "" and class.progid or class.name ~= "" and class.name or class.clsid
end

-- A command without quotes is read blank by blank: C:\Program.exe goes before C:\Program Files\Shop\shop.exe.
local function report_ambiguous(host, class)
  if class.server ~= "local" or class.path:sub(1, 1) == '"' or not class.server_file:find(" ", 1, true) then return end
  host.finding {
    kind = "com.path-ambiguous", severity = "warning", subject = name_of(class),
    text = ("the command of the class has blanks and no quotes: %s.exe would be started in place of %s"):format(
      class.server_file:match("^[^ ]*"), class.server_file),
    evidence = { clsid = class.clsid, path = class.path },
    advice = "put the program of LocalServer32 in quotes",
  }
end

-- True: a fault was found that keeps it from being made.
local function check_server(host, class)
  local what = class.server == "local" and "program" or "DLL"
  if class.server_state == "missing" then
    host.finding {
      kind = "com.server-missing", severity = "error", subject = name_of(class),
      text = ("the %s of the class is not there: %s"):format(what, class.server_file),
      evidence = { clsid = class.clsid, path = class.path, hint = "0x8007007E or 0x80070002; under Wine 0x80040154" },
      advice = "install the program that owns the class again, or correct the path and register it",
    }
  elseif class.server == "inproc" and class.machine and class.machine ~= "x64" then
    host.finding {
      kind = "com.wrong-machine", severity = "error", subject = name_of(class),
      text = ("the DLL of the class is made for %s and cannot be loaded by a 64-bit process: %s"):format(
        class.machine, class.server_file),
      evidence = { clsid = class.clsid, path = class.path, hint = "0x80040154 or 0x800700C1" },
      advice = "use it from a program for " .. class.machine .. ", through a DLL surrogate, or install the x64 version",
    }
  else
    report_ambiguous(host, class)
    return false
  end
  return true
end

-- 0x80040154 REGDB_E_CLASSNOTREG
local function code(answer)
  return answer.hresult and ("0x%08x %s"):format(answer.hresult, answer.hresult_name) or "no answer"
end

local function crash_of(_, answer)
  return ("crashes with 0x%08x %s%s"):format(answer.exception, answer.exception_name,
    answer.module ~= "" and " in " .. answer.module or "")
end

local troubles = {
  hung = function(host, answer) return ("hangs (ended after %s)"):format(host.text.duration(answer.elapsed)) end,
  crashed = crash_of,
  ended = function() return "ends the process that asked for it" end,
}

-- The worst that a server can do. True: it did.
local function report_harm(host, name, answer)
  local tell = troubles[answer.outcome]
  if not tell then return false end
  host.finding {
    kind = "com.create-" .. answer.outcome, severity = "error", subject = name,
    text = ("making an object of the class %s, while %s"):format(tell(host, answer), answer.step),
    evidence = { clsid = answer.clsid, code = code(answer), interfaces = table.concat(answer.interfaces, ", ") },
    advice = "update or repair the program that owns the class; every program that uses it hangs or ends likewise",
  }
  return true
end

local function report_answer(host, name, answer)
  if report_harm(host, name, answer) then return end
  if answer.outcome == "created" then
    host.finding {
      kind = "com.created", severity = "info", subject = name,
      text = ("an object was made in %s by %s; it answers to %s"):format(host.text.duration(answer.create_time),
        answer.code_file, table.concat(answer.interfaces, ", ")),
      evidence = { clsid = answer.clsid, server = answer.answered_by, proxy = answer.proxy },
    }
  else
    host.finding {
      kind = "com.create-failed", severity = "error", subject = name,
      text = ("making an object answers %s: %s"):format(code(answer), answer.meaning),
      evidence = { clsid = answer.clsid },
      advice = answer.hresult and ("sonde explain hresult:0x%08x"):format(answer.hresult) or nil,
    }
  end
end

local function check_class(host, param)
  local asked = param.class
  local ok, answer = pcall(host.comintrospect.inspect, { class = asked, describe = false })
  if ok then
    if not check_server(host, answer) and param.create then
      report_answer(host, name_of(answer), host.comintrospect.create { class = asked, timeout = param.timeout })
    end
  elseif answer.code == "missing" then
    host.finding {
      kind = "com.not-registered", severity = "error", subject = asked, text = answer.message,
      evidence = { hint = "0x800401F3 for an unknown name, 0x80040154 for a class" },
      advice = "install the program that offers it, for 64-bit programs",
    }
  else
    error(answer)
  end
end

-- Classes that are not made by everybody, or not so, are no fault: they are counted by their answer.
local function report_refused(host, refused)
  for _, one in ipairs(refused) do
    host.finding {
      kind = "com.create-refused", severity = "info", subject = one.code,
      text = ("%s cannot be made in a process like this one: %s"):format(host.text.plural(one.n, "class", "classes"), one.meaning),
      evidence = { first = one.first },
    }
  end
end

local function try(host, class, param, refused)
  local answer = host.comintrospect.create { class = class.clsid, context = "inproc", timeout = param.timeout }
  local name = name_of(class)
  if report_harm(host, name, answer) or answer.outcome == "created" then return end
  local key = code(answer)
  local one = refused[key]
  if not one then
    one = { code = key, n = 0, first = name, meaning = answer.meaning }
    refused[key] = one
    refused[#refused + 1] = one
  end
  one.n = one.n + 1
end

local function check_all(host, param)
  for name in host.comintrospect.progids {} do
    if not name.registered then
      host.finding {
        kind = "com.progid-dangling", severity = "error", subject = name.progid,
        text = ("the name stands for the class %s, which is not registered"):format(name.clsid),
        evidence = { hint = "0x80040154" },
        advice = "install the program that owns the name again, or remove the name",
      }
    end
  end
  local refused = {}
  for row in host.comintrospect.classes {} do
    local class = host.comintrospect.inspect { class = row.clsid, describe = false }
    if not check_server(host, class) and param.create and class.server == "inproc" then
      try(host, class, param, refused)
    end
  end
  report_refused(host, refused)
end

local function class(but)
  local c = {
    clsid = "{1}", progid = "Shop.Shop", name = "The shop", server = "inproc", path = "shop.dll",
    server_file = "C:\\shop.dll", server_state = "present", machine = "x64",
  }
  for key, value in pairs(but) do
    c[key] = value
  end
  return c
end

local function made(but)
  local c = {
    clsid = "{1}", outcome = "created", hresult = 0, hresult_name = "S_OK", meaning = "", step = "", module = "",
    answered_by = "inproc", proxy = false, code_file = "C:\\shop.dll", create_time = 2000000, elapsed = 90000000,
    interfaces = { "IUnknown", "IDispatch" },
  }
  for key, value in pairs(but) do
    c[key] = value
  end
  return c
end

local function everything(but, registered, create)
  return {
    ["comintrospect.create"] = create,
    ["comintrospect.progids"] = { { progid = "Shop.Shop", clsid = "{1}", registered = registered } },
    ["comintrospect.classes"] = { { clsid = "{1}" } },
    ["comintrospect.inspect"] = class(but),
  }
end

return {
  kind  = "check",
  api   = 1,
  id    = "com-doctor",
  title = "Why creating a COM object fails",
  tags  = { "com" },
  needs = { "file.read", "com.create" },
  platforms = { "windows" },
  limits = { time = "10m" },

  params = {
    class = { "text", default = "", doc = "ProgID or CLSID to examine; empty: all that are registered" },
    create = { "boolean", default = false, doc = "make an object of each examined class, in a process of its own: runs code of these classes" },
    timeout = { "duration", default = "10s", min = "100ms", max = "50s", doc = "with create: an object that is not made by then hangs" },
  },

  run = function(host, param)
    if param.class == "" then
      check_all(host, param)
    else
      check_class(host, param)
    end
  end,

  tests = {
    { name = "all is well", fake = everything({}, true), expect = false },
    { name = "a class without a server is no fault", expect = false,
      fake = everything({ server = "none", path = "", server_file = "", server_state = "none" }, true) },
    { name = "a program for another processor may be started", expect = false,
      fake = everything({ server = "local", machine = "x86" }, true) },
    { name = "a name without a class", fake = everything({}, false),
      expect = { { kind = "com.progid-dangling", severity = "error", subject = "Shop.Shop" } } },
    { name = "a DLL that is not there", fake = everything({ server_state = "missing" }, true),
      expect = { { kind = "com.server-missing", subject = "Shop.Shop",
                   text = "the DLL of the class is not there: C:\\shop.dll" } } },
    { name = "a program that is not there, of a class without a name", params = { class = "{1}" },
      fake = { ["comintrospect.inspect"] = class { server_state = "missing", server = "local", progid = "" } },
      expect = { { kind = "com.server-missing", subject = "The shop", text = "the program of the class*" } } },
    { name = "a DLL for another processor", params = { class = "Shop.Shop" },
      fake = { ["comintrospect.inspect"] = class { machine = "x86" } },
      expect = { { kind = "com.wrong-machine", severity = "error", text = "*made for x86*" } } },
    { name = "a command with blanks and no quotes",
      fake = everything({ server = "local", path = "C:\\A shop\\shop.exe -Embedding", server_file = "C:\\A shop\\shop.exe" }, true),
      expect = { { kind = "com.path-ambiguous", severity = "warning", subject = "Shop.Shop",
                   text = "the command of the class has blanks and no quotes: C:\\A.exe would be started in place of C:\\A shop\\shop.exe" } } },
    { name = "a command with blanks in quotes", expect = false,
      fake = everything({ server = "local", path = '"C:\\A shop\\shop.exe" -Embedding', server_file = "C:\\A shop\\shop.exe" }, true) },
    { name = "a class that is not registered", params = { class = "No.Such" },
      fake = { ["comintrospect.inspect"] = { fails = "no class 'No.Such' is registered", code = "missing" } },
      expect = { { kind = "com.not-registered", subject = "No.Such", text = "*No.Such*" } } },
    { name = "nothing is made unless asked for", params = { class = "Shop.Shop" }, expect = false,
      fake = { ["comintrospect.inspect"] = class {}, ["comintrospect.create"] = made { outcome = "hung" } } },
    { name = "an object is made", params = { class = "Shop.Shop", create = true },
      fake = { ["comintrospect.inspect"] = class {}, ["comintrospect.create"] = made {} },
      expect = { { kind = "com.created", severity = "info", subject = "Shop.Shop",
                   text = "an object was made in 2 ms by C:\\shop.dll; it answers to IUnknown, IDispatch" } } },
    { name = "an object is refused", params = { class = "Shop.Shop", create = true },
      fake = { ["comintrospect.inspect"] = class {},
               ["comintrospect.create"] = made { outcome = "failed", hresult = 0x80040112,
                 hresult_name = "CLASS_E_NOTLICENSED", meaning = "A licence is needed." } },
      expect = { { kind = "com.create-failed", severity = "error", advice = "sonde explain hresult:0x80040112",
                   text = "making an object answers 0x80040112 CLASS_E_NOTLICENSED: A licence is needed." } } },
    { name = "an object hangs", params = { class = "Shop.Shop", create = true, timeout = "1s" },
      fake = { ["comintrospect.inspect"] = class {},
               ["comintrospect.create"] = made { outcome = "hung", step = "creating it in this process", elapsed = 1000000000 } },
      expect = { { kind = "com.create-hung", severity = "error",
                   text = "making an object of the class hangs (ended after 1 s), while creating it in this process" } } },
    { name = "objects of all classes: a crash is a fault, a refusal is counted", params = { create = true },
      fake = everything({}, true, made { outcome = "crashed", step = "asking for IShop", exception = 0xC0000005,
        exception_name = "STATUS_ACCESS_VIOLATION", module = "C:\\shop.dll" }),
      expect = { { kind = "com.create-crashed", subject = "Shop.Shop",
                   text = "*crashes with 0xc0000005 STATUS_ACCESS_VIOLATION in C:\\shop.dll, while asking for IShop" } } },
    { name = "objects of all classes are refused", params = { create = true },
      fake = everything({}, true, made { outcome = "failed", hresult = 0x80040154, hresult_name = "REGDB_E_CLASSNOTREG", meaning = "m" }),
      expect = { { kind = "com.create-refused", severity = "info", subject = "0x80040154 REGDB_E_CLASSNOTREG",
                   text = "1 class cannot be made*", evidence = { first = "Shop.Shop" } } } },
    { name = "programs are not started for all", params = { create = true }, expect = false,
      fake = everything({ server = "local" }, true, made { outcome = "hung" }) },
  },
}
