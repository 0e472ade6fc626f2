-- One sentence: which errors these classes tell apart.

return {
  kind  = "classes",
  api   = 1,
  id    = "@NAME@",
  title = "Say which errors",
  needs = {},

  -- Every field named in `on` must match; the row with more matched fields wins, then the earlier one.
  rows = {
    { on = { code = { "errno:ENOSPC", "win32:112" } },
      class = "resource.disk", severity = "error", retry = false,
      hint  = "The disk is full: free some space, then try again." },
    { on = { text = "connection reset" },
      class = "transient.network", severity = "warning", retry = true },
  },

  tests = {
    { given = { code = "errno:ENOSPC" },           expect = { class = "resource.disk" } },
    { given = { text = "read: connection reset" }, expect = { retry = true } },
    { given = { code = "errno:EPERM" },            expect = false },
  },
}
