-- The shortest check.
return {
  kind = "check", api = 1, id = "empty", title = "Nothing", needs = {},
  run = function() end,
}
