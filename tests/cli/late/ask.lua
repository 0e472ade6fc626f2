-- Asks for the class of an error only when it is told to.
return {
  kind = "check", api = 1, id = "ask", title = "Asks", needs = {},
  params = { source = { "text", default = "" }, text = { "text", default = "" } },
  run = function(host, param)
    if param.source .. param.text == "" then return end
    local c = host.classify { source = param.source, text = param.text }
    host.finding { severity = "info", text = c and (c.class .. " by " .. c.script .. ": " .. tostring(c.hint)) or "none", class = c and c.class }
  end,
}
