return {
  kind = "check", api = 1, id = "endless-loop", title = "Wrong", needs = {}, limits = { time = "200 ms" },
  run = function(host, param)
    local n = 0
    while true do n = n + 1 end
  end,
}
