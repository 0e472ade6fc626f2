local started = host.now()
return {
  kind = "check", api = 1, id = "loading-has-effect", title = "Wrong", needs = {},
  run = function(host, param) end,
}
