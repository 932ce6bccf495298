-- A lane's room: who has slots there, and whether anybody waits. It is a hash, of which a script that changes one task asks once:
--   slots        of all workers; not there where none says (a version that does not know of it)
--   taken        of them, as far as is known; Bull knows it, and whoever looks after the room asks
--   waiting      tickets in the lane's queue, aside at gates
--   miscounted   there where somebody may be taken to have a slot too many
--   control      there where operators or handlers have set anything at all
--   p:<owner>    '<slots>:<when served last>' of each person who was served: got a slot, or gave one back
--   h:<owner>    '<slot time had lately (ms)>:<as of when>:<1 where what they have counts from then on, for somebody waited>'; of
--                what they had LATELY_MS before that, a third counts
--- @include "../record/record"
--- @include "../lanes/lane"

-- A person's score in the order of serving: so much for each slot, and the time (epoch ms) below.
local SLOT = 2 ^ 41

local LATELY_MS = 30000

local function roomKey(lane)
  return prefix .. ':room:' .. lane
end

-- A room, as far as its lane is concerned, for a person of whom it keeps this.
local function ofPerson(room, owner, served, had)
  local slots, servedAt = (served or ''):match('^(%d+):(%d+)$')
  local hadMs, asOf, counts = (had or ''):match('^(%d+):(%d+):([01])$')
  room.owner, room.ofOwner, room.served = owner, tonumber(slots or 0), tonumber(servedAt or 0)
  room.had, room.asOf, room.counts = tonumber(hadMs or 0), tonumber(asOf or 0), counts or '0'
  return room
end

-- What a script has to know of a lane before it does something for a person there.
local function roomOf(lane, owner)
  local p, h = 'p:' .. owner, 'h:' .. owner
  local fields = redis.call('HMGET', roomKey(lane), 'slots', 'taken', 'waiting', 'control', p, h)
  return ofPerson({
    lane = lane,
    slots = tonumber(fields[1] or math.huge),
    taken = tonumber(fields[2] or 0),
    waiting = tonumber(fields[3] or 0),
    hasControl = fields[4] ~= false,
  }, owner, fields[5], fields[6])
end

-- The same room for another person.
local function roomFor(room, owner)
  if room.owner == owner then
    return room
  end
  local fields = redis.call('HMGET', roomKey(room.lane), 'p:' .. owner, 'h:' .. owner)
  return ofPerson({
    lane = room.lane,
    slots = room.slots,
    taken = room.taken,
    waiting = room.waiting,
    hasControl = room.hasControl,
  }, owner, fields[1], fields[2])
end

-- Whether a person's ticket is in the lane's queue (`lines.lua`).
local function isInLine(room, ticket)
  return redis.call('ZSCORE', roomKey(room.lane) .. ':line:' .. room.owner, ticket) ~= false
end

-- The order in which people are served: who has the fewest slots there, then who was served longest ago, by as much later as
-- they had slots lately.
local function scoreIn(room)
  return room.ofOwner * SLOT + room.served + room.had
end

local function slotsOfScore(score)
  return math.floor(tonumber(score) / SLOT)
end

-- Counts a slot more (1) or less (-1) of the person, where somebody waits who has `fewest`; nil where nobody does. What nobody
-- wanted when it was given owes nothing: of the slots they had until now none counts where nobody waited, and else as many as it
-- takes to have more than whoever is next.
local function countSlot(room, by, atMs, fewest)
  local slots = room.counts == '1' and math.min(room.ofOwner, (fewest or 0) + 1) or 0
  local kept = math.exp(math.min(0, room.asOf - atMs) / LATELY_MS)
  room.had = math.floor(room.had * kept + slots * LATELY_MS * (1 - kept) + 0.5)
  room.ofOwner, room.served, room.asOf, room.counts = room.ofOwner + by, atMs, atMs, fewest and '1' or '0'
end

local function hadText(room)
  return string.format('%d:%d:', room.had, room.asOf) .. room.counts
end

local function changeSlots(room, by)
  local key, fewest = roomKey(room.lane), nil
  if room.waiting > 0 then
    fewest = room.ofOwner > 1 and slotsOfScore(redis.call('ZRANGE', key .. ':lines', '0', '0', 'WITHSCORES')[2] or 0) or 0
  end
  room.taken = math.max(0, room.taken + by)
  countSlot(room, by, now, fewest)
  local taken, served = string.format('%d', room.taken), string.format('%d:', room.ofOwner) .. nowText
  redis.call('HSET', key, 'taken', taken, 'p:' .. room.owner, served, 'h:' .. room.owner, hadText(room))
  if fewest then
    redis.call('ZADD', key .. ':lines', 'XX', scoreIn(room), room.owner)
  end
end

-- A person gets a slot: a ticket in the lane, or an attempt without one.
local function takeSlot(room)
  changeSlots(room, 1)
end

-- Until now the person was served. One that was taken by a program which does not count is given back as well.
local function giveSlotBack(room)
  if room.ofOwner > 0 then
    changeSlots(room, -1)
  end
end
