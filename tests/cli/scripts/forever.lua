-- Runs into its time limit.
return {
  kind = "check", api = 1, id = "forever", title = "Never ends", needs = {}, limits = { time = "200 ms" },
  run = function() while true do end end,
}
