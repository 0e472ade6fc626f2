return {
  kind = "check", api = 1, id = "deep-recursion", title = "Wrong", needs = {},
  run = function(host, param)
    local function depth(n)
      return 1 + depth(n + 1)
    end
    return depth(1)
  end,
}
