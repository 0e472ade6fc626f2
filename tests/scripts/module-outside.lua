local tools = require "../../secrets"
return {
  kind = "check", api = 1, id = "module-outside", title = "Wrong", needs = {},
  run = function(host, param) end,
}
