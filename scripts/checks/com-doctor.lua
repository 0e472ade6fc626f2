-- Why creating a COM object fails, as far as registry and files tell: a name without a class, a server that is not there, a
-- server for another processor.

local function name_of(class)
  return class.progid ~= "" and class.progid or class.name ~= "" and class.name or class.clsid
end

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
  end
end

local function check_class(host, asked)
  local ok, answer = pcall(host.comintrospect.inspect, { class = asked, describe = false })
  if ok then
    check_server(host, answer)
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

local function check_all(host)
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
  for class in host.comintrospect.classes {} do
    check_server(host, host.comintrospect.inspect { class = class.clsid, describe = false })
  end
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

local function everything(but, registered)
  return {
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
  needs = { "file.read" },
  platforms = { "windows" },
  limits = { time = "60s" },

  params = {
    class = { "text", default = "", doc = "ProgID or CLSID to examine; empty: all that are registered" },
  },

  run = function(host, param)
    if param.class == "" then
      check_all(host)
    else
      check_class(host, param.class)
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
    { name = "a class that is not registered", params = { class = "No.Such" },
      fake = { ["comintrospect.inspect"] = { fails = "no class 'No.Such' is registered", code = "missing" } },
      expect = { { kind = "com.not-registered", subject = "No.Such", text = "*No.Such*" } } },
  },
}
