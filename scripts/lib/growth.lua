-- Does something grow without end? Tells a leak from a warm-up, from a cache that fills and from files opened for
-- a while.

local series = require "series"

local growth = {}

local BLOCKS = 40       -- points of the lower envelope that is looked at
local LATE = 0.3        -- growth has to last through at least this last part of the run
local STRAIGHT = 0.05   -- points of steady growth stay this near to a line, as a share of what was gained
local SAME = 0.77       -- the second half must grow at this share of the first half's slope
local TAIL = 0.4        -- and the last quarter at this share of the whole slope

-- The longest part up to the end in which the series runs along a straight line: part, slope, gain; or nil. What
-- comes before it - a start, a warm-up - would only falsify the slope. grain: what a single step may add.
local function straight_end(low, grain)
  local first, last = low.t[1], low.t[#low.t]
  local latest = last - LATE * (last - first)
  for i = 1, #low.t - 5 do
    if low.t[i] > latest then return nil end
    local part = series.part(low, i)
    local slope = series.slope(part)
    local gain = slope * series.span(part)
    if gain > 0 and series.misfit(part, slope) <= STRAIGHT * gain + grain then
      return part, slope, gain
    end
  end
end

-- Something that fills - a cache, a table of what was seen so far - gains clearly less in each third of the run
-- than in the one before. One warm-up followed by steady growth does not: its second and last third are alike.
local function is_filling(low)
  local third = #low.t // 3
  local a = series.slope(series.part(low, 1, third))
  local b = series.slope(series.part(low, third + 1, 2 * third))
  local c = series.slope(series.part(low, 2 * third + 1))
  return b < 0.8 * a and c < 0.8 * b
end

-- What has just levelled off does not rise at its end.
local function keeps_pace(part, slope)
  local half = #part.t // 2
  local early, late = series.slope(series.part(part, 1, half)), series.slope(series.part(part, half + 1))
  local tail = series.slope(series.part(part, #part.t - #part.t // 4))
  return late >= SAME * early and tail >= TAIL * slope
end

-- least: the smallest gain that is told from chance. grain: the size of a usual step. span: seconds that have to
-- be watched. Returns { rate (per second), gain, since, seconds }, or nil where nothing grows; or nil and why it
-- cannot be told.
function growth.find(s, least, grain, span)
  if #s.t < 8 then return nil end
  local low = series.floor(s, BLOCKS)
  local part, slope, gain = straight_end(low, grain)
  if not part or gain < least / 4 or not keeps_pace(part, slope) or is_filling(low) then return nil end
  if gain < least then return nil, "little" end
  if series.span(part) < span then return nil, "short" end
  return { rate = slope, gain = gain, since = part.t[1], seconds = series.span(part) }
end

return growth
