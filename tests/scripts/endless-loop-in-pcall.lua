return {
  kind = "check", api = 1, id = "endless-loop-in-pcall", title = "Wrong", needs = {}, limits = { time = "200 ms" },
  run = function(host, param)
    while true do
      pcall(function() while true do end end)
      xpcall(function() while true do end end, function() return "never mind" end)
    end
  end,
}
