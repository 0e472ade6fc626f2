-- For rules: does a measure grow steadily within a window, of which only the host's reductions are known (first,
-- last, lowest, highest, mean)?

local steady = {}

-- All these belong to a collect: get = steady.get "private".
function steady.get(column)
  return {
    first = "first " .. column, last = "last " .. column, least = "min " .. column, most = "max " .. column,
    mean = "mean " .. column, samples = "count", pid = "last pid",
  }
end

-- Along a line the first value is the lowest, the last the highest, and the mean lies halfway. A cache that has
-- levelled off has its mean near the top, one late jump near the bottom, and what is given back again leaves the
-- highest above the last. Returns the gain, or nil.
function steady.gain(row)
  local gain = row.last - row.first
  if row.samples < 10 or gain <= 0 then return nil end
  local halfway = (row.mean - row.first) / gain
  local straight = halfway > 0.42 and halfway < 0.58
  if straight and row.most <= row.last + 0.1 * gain and row.least >= row.first - 0.1 * gain then
    return gain
  end
end

-- Per second. The first of n samples is one step after the window's start or the last one before its end: n - 1
-- steps were seen.
function steady.rate(row, gain, span)
  return gain / (span / 1e9) * row.samples / (row.samples - 1)
end

return steady
