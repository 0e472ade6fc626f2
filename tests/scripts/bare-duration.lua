return {
  kind = "check", api = 1, id = "bare-duration", title = "Wrong", needs = {},
  run = function(host, param)
    host.wait(2)
  end,
}
