return {
  kind = "check", api = 1, id = "misspelt-key", title = "Wrong", needs = {},

  params = {
    share = { "number", default = 0.3, doc = "fine" },
    limit = { "duration",
              defualt = "5s",
              doc = "not fine" },
  },

  run = function(host, param) end,
}
