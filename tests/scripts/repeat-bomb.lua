return {
  kind = "check", api = 1, id = "repeat-bomb", title = "Wrong", needs = {},
  run = function(host, param)
    return #("x"):rep(1 << 40)
  end,
}
