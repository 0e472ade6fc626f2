-- Waits three times 100 ms: with its companion it shows that checks wait side by side.
return {
  kind = "check", api = 1, id = "side-one", title = "Side by side, one", needs = {},
  run = function(host)
    for i = 1, 3 do
      local ok = pcall(function() host.wait "100ms" end) -- leaves through pcall, too
      host.wait_until("1s", function() return ok end)
      table.sort({ 2, 1 }, function(a, b) host.wait "1us" return a < b end) -- cannot leave here: waits in place
      host.finding { severity = "info", subject = "one " .. i, text = "after " .. host.elapsed() // 1000000 .. " ms" }
    end
  end,
}
