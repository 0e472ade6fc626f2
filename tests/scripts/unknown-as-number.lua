return {
  kind = "check", api = 1, id = "unknown-as-number", title = "Wrong", needs = { "process.read" },
  run = function(host, param)
    local answer = host.plain.maybe { reason = 3 }
    return answer.unknown / 1024
  end,
}
