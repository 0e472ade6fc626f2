return {
  kind = "action", api = 1, id = "no-undo", title = "Wrong", needs = {},
  handles = { "memory.leak" },
  plan = function(host, param, finding) return {} end,
  run = function(host, param, finding) end,
}
