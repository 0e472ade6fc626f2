return {
  kind = "check", api = 1, id = "new-global", title = "Wrong", needs = {},
  run = function(host, param)
    count = 1
  end,
}
