return {
  kind = "classes", api = 1, id = "mine", title = "What a user knows better", needs = {},
  params = { word = { "text", default = "try again" } },
  rows = { { on = { source = "shop" }, class = "config.shop", severity = "error" } },
  other = function(host, param, err)
    if err.text == "odd" then return { class = "external.odd", hint = param.word } end
  end,
}
