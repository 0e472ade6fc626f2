return {
  kind  = "check",
  api   = 1,
  id    = "toy.broken",
  title = "Ends with an error",
  needs = {},
  run = function(host)
    error("the shelf is empty")
  end,
}
