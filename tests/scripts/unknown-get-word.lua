return {
  kind = "check", api = 1, id = "unknown-get-word", title = "Wrong", needs = { "process.read" },
  run = function(host, param)
    return host.plain.numbers { count = 5 }:get { total = "summ number" }:rows()
  end,
}
