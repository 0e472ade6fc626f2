return {
  kind = "check", api = 1, id = "result-in-a-circle", title = "Wrong", needs = {},
  run = function(host, param)
    local t = {}
    t.self = t
    return t
  end,
}
