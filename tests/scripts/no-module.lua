local tools = require "tolls"
return {
  kind = "check", api = 1, id = "no-module", title = "Wrong", needs = {},
  run = function(host, param) end,
}
