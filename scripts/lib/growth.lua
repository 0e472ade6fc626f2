-- Does something grow without end? Tells a leak from a warm-up, from a cache that fills and from files opened for a while.

local series = require "series"

local growth = {}

local BLOCKS = 40       -- points of the lower envelope that is looked at
local LATE = 0.4        -- growth has to last through at least this last part of the run
local STRAIGHT = 0.08   -- points of steady growth stay this near to a line, as a share of what was gained
local SAME = 0.5        -- the last quarter must still grow at this share of the whole slope

-- The longest part up to the end in which the series runs along a straight line: { part, slope, gain }, or nil. What comes before it - a
-- start, a warm-up - would only falsify the slope.
local function straight_end(low)
  local first, last = low.t[1], low.t[#low.t]
  local latest = last - LATE * (last - first)
  for i = 1, #low.t - 5 do
    if low.t[i] > latest then return nil end
    local part = series.part(low, i)
    local slope = series.slope(part)
    local gain = slope * series.span(part)
    if gain > 0 and series.misfit(part, slope) <= STRAIGHT * gain then
      return part, slope, gain
    end
  end
end

-- A cache that levels off just before the end still lies near a line: its end does not rise.
local function still_grows(part, slope)
  local tail = series.part(part, #part.t - #part.t // 4)
  return series.slope(tail) >= SAME * slope
end

-- least: the smallest gain that is told from chance. span: seconds that have to be watched.
-- Returns { rate (per second), gain, since, seconds }, or nil where nothing grows; or nil and why it cannot be told.
function growth.find(s, least, span)
  if #s.t < 8 then return nil end
  local part, slope, gain = straight_end(series.floor(s, BLOCKS))
  if not part or gain < least / 4 or not still_grows(part, slope) then return nil end
  if gain < least then return nil, "little" end
  if series.span(part) < span then return nil, "short" end
  return { rate = slope, gain = gain, since = part.t[1], seconds = series.span(part) }
end

return growth
