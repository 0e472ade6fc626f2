return {
  kind = "check", api = 1, id = "pattern-bomb", title = "Wrong", needs = {},
  run = function(host, param)
    return ("a"):rep(700):find(".-.-.-.-b$")
  end,
}
