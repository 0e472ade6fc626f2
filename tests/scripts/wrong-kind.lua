return {
  kind  = "chek",
  api   = 1,
  id    = "wrong-kind",
  title = "Wrong",
  needs = {},
  run   = function(host, param) end,
}
