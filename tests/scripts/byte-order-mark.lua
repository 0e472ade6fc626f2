return {
  kind = "check", api = 1, id = "byte-order-mark", title = "Wrong", needs = {},
  run = function(host, param)
    nothing()
  end,
}
