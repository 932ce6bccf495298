-- How many slots the workers of each lane have together.
--- @include "../waiting/control-mark"
local slotsKey = prefix .. ':slots'
-- Fields of a room, two a person, among which people are looked for who have no slots and were not served for so long (ms), and
-- how many at once.
local KEPT_FIELDS = 20000
local KEPT_MS = 3600000
local LOOKED_AT = 1000
-- Of a worker that does not say (a version that does not know of it).
local USUAL_SLOTS = { 8, 8, 4 }

local function forgetPeople(lane)
  local key = roomKey(lane)
  if redis.call('HLEN', key) <= KEPT_FIELDS then
    return
  end
  local cursor = redis.call('HGET', key, 'cursor') or '0'
  local page = redis.call('HSCAN', key, cursor, 'MATCH', '[hp]:*', 'COUNT', LOOKED_AT)
  redis.call('HSET', key, 'cursor', page[1])
  for i = 1, #page[2], 2 do
    local field, value = page[2][i], page[2][i + 1]
    local when = value:match(field:sub(1, 1) == 'h' and '^%d+:(%d+):' or '^0:(%d+)$')
    if when and tonumber(when) < now - KEPT_MS then
      redis.call('HDEL', key, field)
    end
  end
end

local function countSlots()
  local sums, said = { 0, 0, 0 }, {}
  local saying = redis.call('HGETALL', slotsKey)
  for i = 1, #saying, 2 do
    said[saying[i]] = decoded(saying[i + 1])
  end
  for _, worker in ipairs(redis.call('ZRANGEBYSCORE', prefix .. ':workers', '(' .. now, '+inf')) do
    for i, slots in ipairs(said[worker] or USUAL_SLOTS) do
      sums[i] = sums[i] + slots
    end
    said[worker] = nil
  end
  for gone in pairs(said) do
    redis.call('HDEL', slotsKey, gone)
  end
  for i, lane in ipairs(LANES) do
    if tonumber(redis.call('HGET', roomKey(lane), 'slots') or -1) ~= sums[i] then
      redis.call('HSET', roomKey(lane), 'slots', sums[i])
    end
    forgetPeople(lane)
  end
  markControl()
end
