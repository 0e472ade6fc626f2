return {
  kind = "rule", api = 1, id = "wrong-condition", title = "Wrong", needs = {},
  every = "5s",
  conditions = {
    busy = { raise = { ">", 0.9 }, during = "2 minuts" },
  },
}
