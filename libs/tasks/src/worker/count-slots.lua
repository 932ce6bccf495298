-- How many slots the workers of each lane have together.
--- @include "../waiting/lines"
local slotsKey = prefix .. ':slots'
-- People of a lane that are remembered by when they were served last, besides those who have slots.
local KEPT_PEOPLE = 10000
-- Of a worker that does not say (a version that does not know of it).
local USUAL_SLOTS = { 8, 8, 4 }

local function forgetPeople(lane)
  local people = roomKey(lane) .. ':people'
  local without = redis.call('ZCOUNT', people, '-inf', '(' .. string.format('%.0f', SLOT))
  if without > KEPT_PEOPLE then
    redis.call('ZREMRANGEBYRANK', people, 0, without - KEPT_PEOPLE - 1)
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
    redis.call('HSET', roomKey(lane), 'slots', sums[i])
    forgetPeople(lane)
  end
end
