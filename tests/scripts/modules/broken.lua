local M = {}
function M.share(a, b)
  return a / b.total
end
return M
