-- The order in which tasks finished: `finished`, their numbers by when (epoch ms). Numbers are written alike long, so that those
-- that finished in the same millisecond are in the order of their creation.
--- @include "../record/record"
local finishedKey = prefix .. ':finished'

local function finishedMember(number)
  return string.format('%012d', number)
end

-- How many come before what follows a place in the order: that of a task, and when it finished. Whether the task is still there does
-- not matter: it may be deleted, or have finished again meanwhile. 0 for no task.
local function placeAfter(number, ms, isDown)
  if number == 0 then
    return 0
  end
  local place, at = finishedMember(number), string.format('%d', ms)
  -- The first of that millisecond that lies behind the place (upwards), or that does not lie before it (downwards).
  local low = redis.call('ZCOUNT', finishedKey, '-inf', '(' .. at)
  local high = redis.call('ZCOUNT', finishedKey, '-inf', at)
  while low < high do
    local middle = math.floor((low + high) / 2)
    local member = redis.call('ZRANGE', finishedKey, middle, middle)[1]
    if member < place or (member == place and not isDown) then
      low = middle + 1
    else
      high = middle
    end
  end
  return isDown and redis.call('ZCARD', finishedKey) - low or low
end
