-- Where a pending task waits. It has one ticket at a time, and that is in one place: the due set where its run time is to come,
-- the waiting room where no slot is free for it, else its lane. The script that makes a task ready puts it there itself. A held
-- task's ticket is in none.
--- @include "../record/record"
--- @include "lane"
--- @include "../waiting/deal"

local function removeDue(task)
  return redis.call('ZREM', prefix .. ':due', ticketId(task)) == 1
end

-- A task's time has come: it gets a slot at once where one is free and nobody waits. The state is still to be saved.
local function enterLane(task)
  local room = roomOf(laneOf(task), task.state.owner)
  if room.hasControl or room.waiting > 0 or room.taken >= room.slots then
    waitingRoom().enter(room, task)
  else
    takeSlot(room)
    putInLane(room.lane, ticketId(task))
  end
end

-- The one way to be ready: a pending task gets its next ticket, where it belongs. The state, which counts them, is still to be
-- saved.
local function makeReady(task)
  local state = task.state
  state.ticket = (state.ticket or 0) + 1
  if state.held then
    return
  end
  if (state.runAt or 0) > now then
    redis.call('ZADD', prefix .. ':due', state.runAt, ticketId(task))
  else
    enterLane(task)
  end
end

-- Takes a pending task out of waiting. Returns whether it has a slot (its ticket is in its lane, or a worker has it), and the
-- room. The state is still to be saved.
local function stopWaiting(task)
  local state = task.state
  local isHeld, wasDue = state.held ~= nil, state.runAt ~= nil and removeDue(task)
  state.held, state.runAt = nil, nil
  local room = roomOf(laneOf(task), state.owner)
  local hasWaited = isHeld or wasDue
  if not hasWaited and (state.gate or room.waiting > 0 and isInLine(room, ticketId(task))) then
    hasWaited = waitingRoom().leave(room, task)
  end
  return not hasWaited, room
end

-- A worker has a task's ticket: it waits nowhere any more, and has a slot. Returns the room. The state is still to be saved.
local function takeUp(task)
  local hasSlot, room = stopWaiting(task)
  if not hasSlot then
    takeSlot(room)
  end
  return room
end

-- What a task had is free for others: its slot, which is still to be dealt, and its places beyond gates. `hasBegun`: whether
-- its ticket was used. The state is still to be saved. Returns the room.
local function giveBack(task, hasBegun)
  local room = roomOf(laneOf(task), task.state.owner)
  giveSlotBack(room)
  if task.state.gates then
    waitingRoom().freeGates(task, hasBegun)
    room = roomOf(room.lane, room.owner) -- what they left may have been dealt
  end
  return room
end

-- Takes a pending task out of waiting, for another place or for none; what it had is free for others. The state is still to be
-- saved.
local function withdrawTask(task)
  if stopWaiting(task) then
    giveBack(task, false)
  end
end
