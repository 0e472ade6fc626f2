return {
  kind = "check", api = 1, id = "fail-without-text", title = "Wrong", needs = {},
  run = function(host, param)
    host.fail()
  end,
}
