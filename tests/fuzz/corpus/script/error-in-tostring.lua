return {
  kind = "check", api = 1, id = "error-in-tostring", title = "Wrong", needs = {},
  run = function(host, param)
    error(setmetatable({}, { __tostring = function() error "again" end }))
  end,
}
