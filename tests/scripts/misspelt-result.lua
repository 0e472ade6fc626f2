return {
  kind = "check", api = 1, id = "misspelt-result", title = "Wrong", needs = { "process.read" },
  run = function(host, param)
    local answer = host.plain.maybe()
    return answer.knwon > 5
  end,
}
