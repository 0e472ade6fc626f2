return {
  kind = "check", api = 1, id = "error-with-nil", title = "Wrong", needs = {},
  run = function(host, param)
    error()
  end,
}
