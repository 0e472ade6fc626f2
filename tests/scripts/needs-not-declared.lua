return {
  kind = "check", api = 1, id = "needs-not-declared", title = "Wrong",
  needs = { "process.read" },
  run = function(host, param)
    host.plain.refuse(3)
  end,
}
