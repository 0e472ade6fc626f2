return {
  kind = "rule", api = 1, id = "wrong-every", title = "Wrong", needs = {},
  every = 5,
  check = function(host, param, window) end,
}
