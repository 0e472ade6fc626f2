-- Error classes with precedence, patterns, and a function for the rest.
return {
  kind  = "classes",
  api   = 1,
  id    = "toy.kinds",
  title = "Kinds of toy trouble",
  needs = {},

  rows = {
    { on = { text = "broken" }, class = "bug.toy", severity = "warning" },
    { on = { source = "toy*", text = "broken" }, class = "bug.factory", severity = "error", hint = "Send it back." },
    { on = { code = { "win32:5", "errno:EACCES" } }, class = "permission.toy", retry = false },
    { on = { source = "shelf", event = { 1, 2 } }, class = "missing.toy", action = "buy" },
  },

  other = function(host, param, err)
    if err.code == "toy:1" then return { class = "transient.toy", retry = true } end
    if err.code == "toy:2" then return { class = "transient", severity = "bad" } end
  end,

  tests = {
    { given = { text = "it is BROKEN" }, expect = { class = "bug.toy", severity = "warning" } },
    { given = { source = "toybox", text = "broken" }, expect = { class = "bug.factory", hint = "Send it back." } },
    { given = { code = "ERRNO:eacces" }, expect = { class = "permission.toy", retry = false } },
    { given = { source = "Shelf", event = 2 }, expect = { class = "missing.toy", action = "buy" } },
    { given = { source = "shelf", event = 3 }, expect = false },
    { given = { code = "toy:1" }, expect = { class = "transient.toy", retry = true } },
    { given = { code = "toy:2" }, fails = "no severity 'bad'" },
    { given = { code = "toy:9" }, expect = false },
  },
}
