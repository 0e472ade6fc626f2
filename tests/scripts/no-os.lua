return {
  kind = "check", api = 1, id = "no-os", title = "Wrong", needs = {},
  run = function(host, param)
    return os.time()
  end,
}
