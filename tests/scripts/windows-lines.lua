-- Lines that end as on Windows.
return {
  kind = "check", api = 1, id = "windows-lines", title = "Wrong", needs = {},
  run = function(host, param)
    local t = nil
    return t.x
  end,
}
