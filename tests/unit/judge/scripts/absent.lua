return {
  kind  = "check",
  api   = 1,
  id    = "toy.absent",
  title = "Needs a plugin that is not there",
  needs = {},
  run = function(host)
    return host.tracer.call {}
  end,
}
