local broken = require "modules.broken"
return {
  kind = "check", api = 1, id = "error-in-module", title = "Wrong", needs = {},
  run = function(host, param)
    return broken.share(1, 2)
  end,
}
