-- The order in which tasks finished: `finished`, their numbers by when (epoch ms). Numbers are written alike long, so that those
-- that finished in the same millisecond are in the order of their creation.
--- @include "../record/record"
local finishedKey = prefix .. ':finished'

local function finishedMember(number)
  return string.format('%012d', number)
end

-- How many come before what follows a task that finished at a time, also where it is not there any more; 0 for no task.
local function placeAfter(number, ms, isDown)
  if number == 0 then
    return 0
  end
  local rank = redis.call(isDown and 'ZREVRANK' or 'ZRANK', finishedKey, finishedMember(number))
  if rank then
    return rank + 1
  end
  local msText = string.format('(%d', ms)
  return isDown and redis.call('ZCOUNT', finishedKey, msText, '+inf') or redis.call('ZCOUNT', finishedKey, '-inf', msText)
end
