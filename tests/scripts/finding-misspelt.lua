return {
  kind = "check", api = 1, id = "finding-misspelt", title = "Wrong", needs = {},
  run = function(host, param)
    host.finding { text = "slow", severity = "error", advise = "be quick" }
  end,
}
