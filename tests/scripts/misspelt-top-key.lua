return {
  kind = "check", api = 1, id = "misspelt-top-key", title = "Wrong", needs = {},
  tag = { "one" },
  run = function(host, param) end,
}
