return {
  kind = "check", api = 1, id = "broken", title = "t", needs = {},
  run = function(
}
