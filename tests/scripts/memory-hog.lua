return {
  kind = "check", api = 1, id = "memory-hog", title = "Wrong", needs = {}, limits = { memory = "6 MiB" },
  run = function(host, param)
    local all = {}
    while true do
      all[#all + 1] = ("x"):rep(1000000) .. #all
    end
  end,
}
