return {
  kind = "check", api = 1, id = "wrong-capability", title = "Wrong",
  needs = {
    "process.read",
    "proces.launch",
  },
  run = function(host, param) end,
}
