local check = {
  kind = "check", api = 1, id = "returns-nothing", title = "Wrong", needs = {},
  run = function(host, param) end,
}
