return {
  kind = "check", api = 1, id = "unknown-column", title = "Wrong", needs = { "process.read" },
  run = function(host, param)
    return host.plain.numbers { count = 5 }
      :where { nubmer = { ">", 2 } }
      :get { n = "count" }
      :rows()
  end,
}
