-- Moves a follower's cursor on, unless it is no longer where the follower believes it to be: then what the follower was
-- about to do has been done, or is somebody else's to do. A script whose effect is to be made exactly once makes it
-- after this has returned true.
local function advanceFollower(cursors, name, from, to)
  if redis.call('HGET', cursors, name) ~= from then
    return false
  end
  redis.call('HSET', cursors, name, to)
  return true
end
