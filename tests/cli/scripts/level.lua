-- A finding of the severity that is asked for.
return {
  kind = "check", api = 1, id = "level", title = "A finding of any severity", needs = {},
  params = { severity = { "text", default = "none", choices = { "none", "info", "warning", "error", "critical" } } },
  run = function(host, param)
    if param.severity ~= "none" then
      host.finding { severity = param.severity, subject = "test", text = "as asked: " .. param.severity }
    end
  end,
}
