return {
  kind = "check", api = 1, id = "syntax-error", title = "Wrong", needs = {},
  run = function(host, param)
    if host.now() > then
      host.log "late"
    end
  end,
}
