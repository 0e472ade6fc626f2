-- Says on purpose that it does not know.
return {
  kind = "check", api = 1, id = "unsure", title = "Does not know", needs = {},
  run = function(host) host.unknown("nobody told") end,
}
