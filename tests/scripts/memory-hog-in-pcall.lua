return {
  kind = "check", api = 1, id = "memory-hog-in-pcall", title = "Wrong", needs = {}, limits = { memory = "6 MiB" },
  run = function(host, param)
    local all = {}
    local function grow()
      while true do all[#all + 1] = ("x"):rep(1000000) .. #all end
    end
    while true do pcall(grow) end
  end,
}
