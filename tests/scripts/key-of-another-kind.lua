return {
  kind = "check", api = 1, id = "key-of-another-kind", title = "Wrong", needs = {},
  every = "5s",
  run = function(host, param) end,
}
