return {
  kind = "check", api = 1, id = "unknown-script-parameter", title = "Wrong", needs = {},
  params = { share = { "number", default = 0.5 } },
  run = function(host, param)
    return param.shar
  end,
}
