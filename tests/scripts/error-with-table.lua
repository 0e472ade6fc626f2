return {
  kind = "check", api = 1, id = "error-with-table", title = "Wrong", needs = {},
  run = function(host, param)
    error({ code = 5 })
  end,
}
