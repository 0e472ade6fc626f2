return {
  kind = "check", api = 2, id = "newer-api", title = "Wrong", needs = {},
  run = function(host, param) end,
}
