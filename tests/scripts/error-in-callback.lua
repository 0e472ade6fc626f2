return {
  kind = "check", api = 1, id = "error-in-callback", title = "Wrong", needs = {},
  run = function(host, param)
    local list = { 3, 1, 2 }
    table.sort(list, function(a, b)
      return a.size < b.size
    end)
  end,
}
