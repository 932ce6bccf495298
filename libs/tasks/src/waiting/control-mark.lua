-- Marks the rooms of all lanes while anything is set, so that who asks for a room knows it.
--- @include "../record/record"
--- @include "room"
local function markControl()
  local isSet = redis.call('EXISTS', prefix .. ':control') == 1
  for _, lane in ipairs(LANES) do
    if isSet then
      redis.call('HSETNX', roomKey(lane), 'control', 1)
    else
      redis.call('HDEL', roomKey(lane), 'control')
    end
  end
end
