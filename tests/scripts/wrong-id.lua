return {
  kind = "check", api = 1, id = "Wrong_Id", title = "Wrong", needs = {},
  run = function(host, param) end,
}
