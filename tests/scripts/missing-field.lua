-- The title is missing.
return {
  kind = "check", api = 1, id = "missing-field", needs = {},
  run = function(host, param) end,
}
