-- A rule whose check fails each time: it is switched off, and does not disturb the others.
return {
  kind  = "rule",
  api   = 1,
  id    = "toy.angry",
  title = "Fails",
  needs = {},
  every = "5s",
  collect = { now = { from = "toy.tick", get = { n = "count" } } },
  check = function(host, param, window)
    local x = nil
    return x.y
  end,
}
