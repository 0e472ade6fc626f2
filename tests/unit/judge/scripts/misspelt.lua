-- Names that nothing gives.
return {
  kind = "check", api = 1, id = "misspelt", title = "Misspelt", needs = {},
  run = function(host)
    -- host.toy.sizes in a comment is no use
    host.toy.sizzle "a"
    return { host.toyy.size "a", host.vendor.thing(), host.text.bytes(1) }
  end,
}
