return {
  kind = "check", api = 1, id = "no-finalizer", title = "Wrong", needs = {},
  run = function(host, param)
    setmetatable({}, { __gc = function() while true do end end })
  end,
}
