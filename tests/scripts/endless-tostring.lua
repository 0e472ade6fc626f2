return {
  kind = "check", api = 1, id = "endless-tostring", title = "Wrong", needs = {}, limits = { time = "200 ms" },
  run = function(host, param)
    error(setmetatable({}, { __tostring = function() while true do end end }))
  end,
}
