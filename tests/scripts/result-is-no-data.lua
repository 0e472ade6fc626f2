return {
  kind = "check", api = 1, id = "result-is-no-data", title = "Wrong", needs = {},
  run = function(host, param)
    return { good = 1, bad = { print } }
  end,
}
