-- Measurements over time. A series is { t = {seconds...}, y = {values...} }, both of the same length, t rising.

local series = {}

function series.new()
  return { t = {}, y = {} }
end

-- Unknown values (nil) are left out: a gap does no harm to anything below.
function series.add(s, t, y)
  if y then
    s.t[#s.t + 1], s.y[#s.y + 1] = t, y
  end
end

-- The part from index `first` to `last` (default: the end).
function series.part(s, first, last)
  local part = series.new()
  for i = first, last or #s.t do
    series.add(part, s.t[i], s.y[i])
  end
  return part
end

function series.span(s)
  return #s.t > 0 and s.t[#s.t] - s.t[1] or 0
end

function series.median(values)
  local sorted = table.move(values, 1, #values, 1, {})
  table.sort(sorted)
  local n = #sorted
  if n == 0 then return nil end
  return (sorted[(n + 1) // 2] + sorted[n // 2 + 1]) / 2
end

-- Theil-Sen: the median of the slopes between all pairs of points. Up to a quarter of wild points hardly move it,
-- where a least-squares line would follow them. Costs n * n / 2: give it blocks, not thousands of samples.
function series.slope(s)
  local slopes = {}
  for i = 1, #s.t do
    for j = i + 1, #s.t do
      slopes[#slopes + 1] = (s.y[j] - s.y[i]) / (s.t[j] - s.t[i])
    end
  end
  return series.median(slopes) or 0
end

-- The lower envelope: of each of about `n` blocks of equal length the lowest value, at its own time. What a
-- program takes for a moment and gives back (a burst of work, garbage not yet collected) is not in it; what it
-- keeps is.
function series.floor(s, n)
  local low, size = series.new(), math.max(1, #s.t // n)
  for first = 1, #s.t - size + 1, size do
    local lowest = first
    for i = first, first + size - 1 do
      if s.y[i] < s.y[lowest] then lowest = i end
    end
    series.add(low, s.t[lowest], s.y[lowest])
  end
  return low
end

-- The largest distance of a point from the line of this slope, the line lying so that half of the points are above.
function series.misfit(s, slope)
  local rest, worst = {}, 0
  for i = 1, #s.t do
    rest[i] = s.y[i] - slope * s.t[i]
  end
  local middle = series.median(rest)
  for i = 1, #rest do
    worst = math.max(worst, math.abs(rest[i] - middle))
  end
  return worst
end

-- Keeps every second point: so that an hour of watching needs no more memory than a minute.
function series.thin(s)
  local n = 0
  for i = 1, #s.t, 2 do
    n = n + 1
    s.t[n], s.y[n] = s.t[i], s.y[i]
  end
  for i = #s.t, n + 1, -1 do
    s.t[i], s.y[i] = nil, nil
  end
end

return series
