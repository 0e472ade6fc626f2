-- What a COM type library offers: its classes with the members of their default interfaces and their events, and what
-- a client will stumble over.

-- "[default] IShop, [default source] DShopEvents" -> default interface, default events, how many others.
local function interfaces(row)
  local members, events, others = nil, nil, 0
  for one in row.implements:gmatch("[^,]+") do
    local flags, name = one:match("%[(.-)%]%s*(.+)$")
    name = name or one:match("^%s*(.-)%s*$")
    flags = flags or ""
    local default, source = flags:find("default", 1, true), flags:find("source", 1, true)
    if default and source and not events then
      events = name
    elseif default and not source and not members then
      members = name
    else
      others = others + 1
    end
  end
  return members, events, others
end

-- Members of all types, by the type's name: { names in order, each with what may be done }.
local function list_members(host, args)
  local of, lost = {}, {}
  for row in host.comintrospect.members(args) do
    local list = of[row.type] or {}
    of[row.type] = list
    if row.error ~= "" then list.error = row.error end
    local parameters = row.parameters or ""
    if parameters:find("(not stored)", 1, true) then lost[#lost + 1] = row.type .. "." .. row.name end
    if row.invoke and row.invoke ~= "" then
      local known = list[row.name]
      if not known then
        known = { name = row.name }
        list[row.name] = known
        list[#list + 1] = known
      end
      known.method = known.method or row.invoke == "method"
      known.get = known.get or row.invoke == "propget"
      known.put = known.put or row.invoke:find("propput", 1, true) ~= nil
    end
  end
  return of, lost
end

-- The members of an interface with those that it inherits within the library, the base's first.
local function all_members(name, of, base)
  local chain, seen = {}, {}
  while name and of[name] and not seen[name] do
    seen[name] = true
    table.insert(chain, 1, name)
    name = base[name]
  end
  local all = {}
  for _, one in ipairs(chain) do
    table.move(of[one], 1, #of[one], #all + 1, all)
  end
  return all
end

-- "Add(), Count, Item=": a property that can be written ends in `=`, a method in `()`.
local function words(list, most)
  local out = {}
  for i = 1, math.min(#list, most) do
    local m = list[i]
    out[i] = m.name .. (m.method and "()" or m.put and "=" or "")
  end
  if #list > most then out[#out + 1] = ("and %d more"):format(#list - most) end
  return #out > 0 and table.concat(out, ", ") or "no members of its own"
end

local function report_library(host, info, path)
  local needs, plural = {}, host.text.plural
  for _, one in ipairs(info.imports or {}) do
    needs[#needs + 1] = one.file
  end
  host.finding {
    kind = "com.library", severity = "info", subject = info.name,
    text = ("version %s for %s: %s, %s, %s, %s%s"):format(info.version, info.system,
      plural(info.coclasses, "class", "classes"), plural(info.interfaces + info.dispatches, "interface"),
      plural(info.enums, "enumeration"), plural(info.functions, "function"),
      #needs > 0 and "; it refers to " .. table.concat(needs, ", ") or ""),
    evidence = { path = path, guid = info.guid, help = info.help, types = info.types },
  }
  if info.damage ~= "" then
    host.finding {
      kind = "com.damaged", severity = "error", subject = info.name, text = info.damage,
      advice = "install the program that owns the file again",
    }
  end
end

local function report_class(host, row, of, base, most)
  local members, events, others = interfaces(row)
  if not members then
    host.finding {
      kind = "com.class", severity = "warning", subject = row.name,
      text = ("class %s names no default interface, so scripts cannot tell what it offers"):format(row.name),
      evidence = { clsid = row.guid, implements = row.implements },
    }
    return
  end
  local offered = all_members(members, of, base)
  host.finding {
    kind = "com.class", severity = "info", subject = row.name,
    text = ("class %s offers %s: %s%s"):format(row.name, members, words(offered, most),
      events and "; events by " .. events .. ": " .. words(of[events] or {}, most) or ""),
    evidence = { clsid = row.guid, members = #offered, others = others, attributes = row.attributes },
  }
end

-- What an object that was made said, and if there was none, why.
local function report_object(host, class, subject)
  if class.outcome == "created" then
    host.finding {
      kind = "com.object", severity = "info", subject = subject,
      text = ("its object, made in %s%s, answers to %s"):format(host.text.duration(class.create_time),
        class.proxy and " and reached through a proxy" or "", table.concat(class.interfaces, ", ")),
      evidence = { described_by = class.described_by, code = class.code_file,
                   tried = #class.tried > 0 and table.concat(class.tried, "; ") or nil },
    }
  else
    host.finding {
      kind = "com.object", severity = "warning", subject = subject,
      text = ("no object could be made of it: %s%s; com-doctor tells more"):format(class.outcome,
        class.hresult_name ~= "" and ", " .. class.hresult_name or ""),
    }
  end
end

-- A class by its name in the registry.
local function report_registered(host, class, most)
  local offered = "nothing describes what it offers"
  if class.methods then
    local list = {}
    for _, name in ipairs(class.methods) do
      list[#list + 1] = { name = name, method = true }
    end
    for _, name in ipairs(class.properties) do
      list[#list + 1] = { name = name }
    end
    offered = ("offers %s: %s"):format(class.interface or "names only", words(list, most))
  end
  local subject = class.progid ~= "" and class.progid or class.clsid
  host.finding {
    kind = "com.class", severity = class.methods and "info" or "warning", subject = subject,
    text = ("class %s, %s, %s"):format(class.name ~= "" and class.name or class.clsid, class.server_file, offered),
    evidence = { clsid = class.clsid, library = class.library, version = class.version, functions = class.functions,
                 events = class.events, threading = class.threading },
  }
  if class.outcome then report_object(host, class, subject) end
end

local function report_lost(host, lost)
  if #lost == 0 then return end
  host.finding {
    kind = "com.default-lost", severity = "warning", subject = lost[1],
    text = host.text.plural(#lost, "function has", "functions have")
      .. " a default value that the compiler did not store; clients that rely on it fail with 0x80020008 or a wrong value",
    evidence = { functions = table.concat(lost, ", ") },
    advice = "pass this argument always",
  }
end

local info = {
  name = "Shop", version = "1.2", system = "win64", guid = "{1}", help = "", damage = "", types = 5, coclasses = 1, interfaces = 0,
  dispatches = 2, enums = 1, functions = 4, imports = { { file = "stdole2.tlb" } },
}

local function fake(implements, parameters)
  return {
    ["comintrospect.info"] = info,
    ["comintrospect.library"] = {
      { name = "IBase", kind = "dispatch", implements = "IDispatch" },
      { name = "IShop", kind = "dispatch", implements = "IBase" },
      { name = "Shop", kind = "coclass", guid = "{2}", attributes = "cancreate", implements = implements },
    },
    ["comintrospect.members"] = {
      { type = "IBase", name = "Open", invoke = "method", parameters = "", error = "" },
      { type = "IShop", name = "Title", invoke = "propget", parameters = "", error = "" },
      { type = "IShop", name = "Title", invoke = "propput", parameters = "[in] BSTR text", error = "" },
      { type = "IShop", name = "Order", invoke = "method", parameters = parameters or "", error = "" },
      { type = "IShop", name = "Count", invoke = "propget", parameters = "", error = "" },
      { type = "DShopEvents", name = "Sold", invoke = "method", parameters = "", error = "" },
    },
  }
end

local function live(but)
  local c = {
    clsid = "{2}", progid = "Shop.Shop", name = "The shop", server_file = "C:\\shop.dll", outcome = "created", hresult = 0,
    hresult_name = "S_OK", create_time = 2000000, proxy = false, code_file = "C:\\shop.dll", interfaces = { "IUnknown", "IDispatch" },
    tried = {},
  }
  for key, value in pairs(but) do
    c[key] = value
  end
  return c
end

return {
  kind  = "check",
  api   = 1,
  id    = "com-inspect",
  title = "What a COM type library offers",
  tags  = { "com" },
  needs = { "file.read", "com.create" },

  params = {
    class    = { "text", default = "", doc = "ProgID or CLSID of a registered class to describe instead; Windows" },
    live     = { "boolean", default = false, doc = "with class: make an object and ask it, in a process of its own; runs code of the class" },
    timeout  = { "duration", default = "10s", min = "100ms", max = "50s", doc = "with live: it has to have answered by then" },
    path     = { "text", default = "", doc = "the .tlb file, DLL, control or program to read" },
    resource = { "integer", default = 0, min = 0, max = 65535, doc = "number of the TYPELIB resource; 0: the first" },
    most     = { "integer", default = 8, min = 1, doc = "how many members of an interface are named" },
  },

  run = function(host, param)
    if param.class ~= "" then
      local class = param.live and host.comintrospect.inspect_live { class = param.class, timeout = param.timeout }
        or host.comintrospect.inspect { class = param.class }
      return report_registered(host, class, param.most)
    end
    if param.path == "" then
      host.fail("name a file or a class: -p com-inspect.path=FILE or -p com-inspect.class=PROGID")
    end
    local args = { path = param.path, resource = param.resource > 0 and param.resource or nil }
    report_library(host, host.comintrospect.info(args), param.path)
    local of, lost = list_members(host, args)
    local classes, base = {}, {}
    for row in host.comintrospect.library(args) do
      if row.kind == "coclass" then
        classes[#classes + 1] = { name = row.name, guid = row.guid, implements = row.implements, attributes = row.attributes }
      else
        base[row.name] = row.implements
      end
    end
    for _, row in ipairs(classes) do
      report_class(host, row, of, base, param.most)
    end
    report_lost(host, lost)
  end,

  tests = {
    { name   = "a class, its members and its events",
      params = { path = "shop.dll" },
      fake   = fake("[default] IShop, [default source] DShopEvents, IOther"),
      expect = { { kind = "com.library", subject = "Shop",
                   text = "version 1.2 for win64: 1 class, 2 interfaces, 1 enumeration, 4 functions; it refers to stdole2.tlb" },
                 { kind = "com.class", severity = "info", subject = "Shop",
                   text = "class Shop offers IShop: Open(), Title=, Order(), Count; events by DShopEvents: Sold()",
                   evidence = { clsid = "{2}", members = 4, others = 1 } } } },
    { name   = "long lists are cut",
      params = { path = "shop.dll", most = 1 },
      fake   = fake("[default] IShop"),
      expect = { { kind = "com.library" }, { text = "class Shop offers IShop: Open(), and 3 more" } } },
    { name   = "a class without a default interface",
      params = { path = "shop.dll" },
      fake   = fake("IShop"),
      expect = { { kind = "com.library" }, { kind = "com.class", severity = "warning", subject = "Shop" } } },
    { name   = "a default value that was lost",
      params = { path = "shop.dll" },
      fake   = fake("[default] IShop", "[in optional defaultvalue] int64 big = (not stored)"),
      expect = { { kind = "com.library" }, { kind = "com.class" },
                 { kind = "com.default-lost", severity = "warning", subject = "IShop.Order" } } },
    { name   = "a registered class",
      params = { class = "Shop.Shop", most = 2 },
      fake   = { ["comintrospect.inspect"] = {
        clsid = "{2}", progid = "Shop.Shop", name = "The shop", server_file = "C:\\shop.dll", interface = "IShop", functions = 4,
        methods = { "Order", "Open" }, properties = { "Title" } } },
      expect = { { kind = "com.class", severity = "info", subject = "Shop.Shop",
                   text = "class The shop, C:\\shop.dll, offers IShop: Order(), Open(), and 1 more",
                   evidence = { clsid = "{2}", functions = 4 } } } },
    { name   = "a registered class that nothing describes",
      params = { class = "{2}" },
      fake   = { ["comintrospect.inspect"] = { clsid = "{2}", progid = "", name = "", server_file = "C:\\shop.dll" } },
      expect = { { severity = "warning", subject = "{2}", text = "*nothing describes what it offers" } } },
    { name   = "an object of a registered class",
      params = { class = "Shop.Shop", live = true },
      fake   = { ["comintrospect.inspect_live"] = live {
        described_by = "object", interface = "IShop", functions = 4, methods = { "Order" }, properties = { "Title" } } },
      expect = { { kind = "com.class", text = "class The shop, C:\\shop.dll, offers IShop: Order(), Title" },
                 { kind = "com.object", severity = "info", text = "its object, made in 2 ms, answers to IUnknown, IDispatch",
                   evidence = { described_by = "object" } } } },
    { name   = "an object that tells names only",
      params = { class = "Shop.Shop", live = true },
      fake   = { ["comintrospect.inspect_live"] = live {
        described_by = "names", methods = { "Paint" }, properties = {}, tried = { "IDispatch::GetTypeInfo answered 0x80004001" } } },
      expect = { { kind = "com.class", severity = "info", text = "*offers names only: Paint()" },
                 { kind = "com.object", evidence = { tried = "IDispatch::GetTypeInfo answered 0x80004001" } } } },
    { name   = "no object can be made of a class that a library describes",
      params = { class = "Shop.Shop", live = true },
      fake   = { ["comintrospect.inspect_live"] = live {
        outcome = "failed", hresult = 0x80040112, hresult_name = "CLASS_E_NOTLICENSED", described_by = "typelib", interface = "IShop",
        functions = 1, methods = { "Order" }, properties = {} } },
      expect = { { kind = "com.class", severity = "info" },
                 { kind = "com.object", severity = "warning", text = "no object could be made of it: failed, CLASS_E_NOTLICENSED;*" } } },
    { name   = "no file named",
      fails  = "name a file or a class",
      fake   = {} },
    { name   = "a file without a library",
      params = { path = "x.txt" },
      fake   = { ["comintrospect.info"] = { fails = "it is no type library", code = "argument" } },
      fails  = "it is no type library" },
  },
}
