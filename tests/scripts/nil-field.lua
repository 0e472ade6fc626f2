return {
  kind = "check", api = 1, id = "nil-field", title = "Wrong", needs = {},
  run = function(host, param)
    local row = { total = 5 }
    return row.totl + 1
  end,
}
