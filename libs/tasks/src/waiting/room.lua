-- A lane's room: who has slots there, and whether anybody waits. It is a hash, of which a script that changes one task asks once:
--   slots        of all workers; not there where none says (a version that does not know of it)
--   taken        of them, as far as is known; Bull knows it, and whoever looks after the room asks
--   waiting      tickets in the lane's queue, aside at gates
--   miscounted   there where somebody may be taken to have a slot too many
--   control      there where operators or handlers have set anything at all
--   p:<owner>    '<slots>:<when served last>' of each person who was served: got a slot, or gave one back
--- @include "../record/record"
--- @include "../lanes/lane"

-- A person's score in the order of serving: so much for each slot, and the time (epoch ms) below.
local SLOT = 2 ^ 41

local function roomKey(lane)
  return prefix .. ':room:' .. lane
end

-- What a script has to know of a lane before it does something for a person there.
local function roomOf(lane, owner)
  local fields = redis.call('HMGET', roomKey(lane), 'slots', 'taken', 'waiting', 'aside', 'control', 'p:' .. owner)
  local slots, served = (fields[6] or ''):match('^(%d+):(%d+)$')
  return {
    lane = lane,
    owner = owner,
    slots = tonumber(fields[1] or math.huge),
    taken = tonumber(fields[2] or 0),
    waiting = tonumber(fields[3] or 0),
    hasControl = fields[5] ~= false,
    ofOwner = tonumber(slots or 0),
    served = served or '0',
  }
end

-- The same room, as far as its lane is concerned, for another person.
local function roomFor(room, owner)
  if room.owner == owner then
    return room
  end
  local slots, served = (redis.call('HGET', roomKey(room.lane), 'p:' .. owner) or ''):match('^(%d+):(%d+)$')
  return {
    lane = room.lane,
    owner = owner,
    slots = room.slots,
    taken = room.taken,
    waiting = room.waiting,
    hasControl = room.hasControl,
    ofOwner = tonumber(slots or 0),
    served = served or '0',
  }
end

-- Whether a person's ticket is in the lane's queue (`lines.lua`).
local function isInLine(room, ticket)
  return redis.call('ZSCORE', roomKey(room.lane) .. ':line:' .. room.owner, ticket) ~= false
end

-- The order in which people are served.
local function scoreIn(room)
  return room.ofOwner * SLOT + tonumber(room.served)
end

local function changeSlots(room, by)
  room.taken, room.ofOwner = math.max(0, room.taken + by), room.ofOwner + by
  local taken, ofOwner = string.format('%d', room.taken), string.format('%d:', room.ofOwner) .. room.served
  redis.call('HSET', roomKey(room.lane), 'taken', taken, 'p:' .. room.owner, ofOwner)
  if room.waiting > 0 then
    redis.call('ZADD', roomKey(room.lane) .. ':lines', 'XX', scoreIn(room), room.owner)
  end
end

-- A person gets a slot: a ticket in the lane, or an attempt without one.
local function takeSlot(room)
  room.served = nowText
  changeSlots(room, 1)
end

-- Until now the person was served. One that was taken by a program which does not count is given back as well.
local function giveSlotBack(room)
  if room.ofOwner > 0 then
    room.served = nowText
    changeSlots(room, -1)
  end
end
