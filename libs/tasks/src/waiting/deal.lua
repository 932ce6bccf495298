-- The waiting room: who gets the next free slot of a lane. A lane has no more tickets than its workers have slots; whoever is
-- ready beyond that waits, and each slot that becomes free goes to the person with the fewest of them, of those the one who was
-- served longest ago. Of a person, who was ready first is first.
--- @include "../record/record"
--- @include "../lanes/lane"
--- @include "gates"
local MOST_AT_ONCE = 100

-- Slots that nobody has a ticket for. Where no worker says how many it has (a version that does not know of it), no end to them.
local function freeSlots(lane)
  local slots = tonumber(redis.call('HGET', roomKey(lane), 'slots') or math.huge)
  return slots - takenSlots(lane)
end

local function waitInLane(lane, task, readyMs)
  local owner = task.state.owner
  joinLine(roomKey(lane), owner, ticketId(task), placeInLine(task, readyMs), scoreOfPerson(lane, owner))
  countWaiting(lane, 'waiting', 1)
end

-- The state is still to be saved.
local function waitAtGate(lane, task, gate, readyMs)
  task.state.gate = gate.name
  joinLine(gateQueue(gate.name, lane), task.state.owner, ticketId(task), placeInLine(task, readyMs), now)
  countWaiting(lane, 'aside', 1)
  if not redis.call('ZSCORE', gatesKey, gate.name) then
    lookAgain(gate)
  end
end

local function isQueueing(queue)
  return redis.call('EXISTS', queue .. ':lines') == 1
end

local function closedGate(gates)
  for _, gate in ipairs(gates) do
    if roomBeyond(gate) < 1 then
      return gate
    end
  end
end

-- Nobody overtakes those who wait at an open gate and are called next.
local function gateToWaitAt(lane, gates)
  for _, gate in ipairs(gates) do
    if roomBeyond(gate) < 1 or isQueueing(gateQueue(gate.name, lane)) then
      return gate
    end
  end
end

local function giveTicket(lane, task, gates)
  passGates(task, gates, now)
  takeSlot(lane, task.state.owner)
  putInLane(lane, ticketId(task))
end

-- A task is ready: it gets a slot at once where one is free and nobody waits. The state is still to be saved.
local function enterRoom(task)
  local lane, gates = laneOf(task), gatesOf(task)
  local gate = gateToWaitAt(lane, gates)
  if gate then
    waitAtGate(lane, task, gate, now)
  elseif not isQueueing(roomKey(lane)) and freeSlots(lane) > 0 and not pauseOf('lane:' .. lane) then
    giveTicket(lane, task, gates)
  else
    waitInLane(lane, task, now)
  end
end

local function forgetCall(lane, task)
  if task.state.called then
    redis.call('SREM', gateQueue(task.state.called, lane) .. ':called', ticketId(task))
    task.state.called = nil
  end
end

-- Takes a ready task out of where it waits. Returns whether it waited: else it has a slot. The state is still to be saved.
local function leaveRoom(lane, task)
  local ticket, owner = ticketId(task), task.state.owner
  if task.state.gate then
    local isOut = leaveLine(gateQueue(task.state.gate, lane), owner, ticket)
    task.state.gate = nil
    if isOut then
      countWaiting(lane, 'aside', -1)
      return true
    end
  end
  if leaveLine(roomKey(lane), owner, ticket) then
    countWaiting(lane, 'waiting', -1)
    forgetCall(lane, task)
    return true
  end
  return false
end

local function isInRoom(task)
  local lane, ticket, owner = laneOf(task), ticketId(task), task.state.owner
  local queue = task.state.gate and gateQueue(task.state.gate, lane) or roomKey(lane)
  return redis.call('ZSCORE', queue .. ':line:' .. owner, ticket) ~= false
end

-- The task that a ticket is the newest of, where it is still pending.
local function taskOfTicket(ticket)
  local id, number = ticket:match('^(.+)%.(%d+)$')
  local task = id and loadTask(id)
  local isNewest = task and task.state.status == 'pending' and task.state.ticket == tonumber(number)
  return isNewest and task or nil
end

-- Gives free slots of a lane to those who wait; `leaving`: slots that are about to be free. Returns whether there may be more
-- to do.
local function deal(lane, leaving)
  local room = roomKey(lane)
  if not isQueueing(room) or pauseOf('lane:' .. lane) then
    return false
  end
  local free = freeSlots(lane) + leaving
  for _ = 1, MOST_AT_ONCE do
    local ticket = free > 0 and callNext(room)
    if not ticket then
      return false
    end
    countWaiting(lane, 'waiting', -1)
    local task = taskOfTicket(ticket)
    if task then
      local wasCalled = task.state.called ~= nil
      forgetCall(lane, task)
      local gates = gatesOf(task)
      local closed = closedGate(gates)
      if closed then
        waitAtGate(lane, task, closed, createdMs(task.id))
      else
        giveTicket(lane, task, gates)
        free = free - 1
      end
      if wasCalled or #gates > 0 then
        rewriteState(task)
      end
    end
  end
  return true
end

-- Calls those who wait at a gate to the queues of their lanes, as many as it has room for, and gives them what is free there.
-- Returns whether there may be more to do.
local function openGate(name)
  local gate = gateNamed(name)
  if roomBeyond(gate) < 1 then
    sweepGate(name)
  end
  local isMore, isWaiting = false, false
  for _, lane in ipairs(LANES) do
    local queue = gateQueue(name, lane)
    if isQueueing(queue) then
      local room = roomBeyond(gate) - redis.call('SCARD', queue .. ':called')
      for i = 1, math.min(room, MOST_AT_ONCE) do
        local ticket, owner = callNext(queue)
        local task = ticket and taskOfTicket(ticket)
        if ticket then
          countWaiting(lane, 'aside', -1)
          redis.call('ZADD', queue .. ':lines', 'XX', now + i / MOST_AT_ONCE, owner) -- who was called last is last
        end
        if task then
          task.state.gate, task.state.called = nil, name
          redis.call('SADD', queue .. ':called', ticket)
          waitInLane(lane, task, createdMs(task.id))
          rewriteState(task)
        end
        isMore = i == MOST_AT_ONCE
      end
      deal(lane, 0)
      isWaiting = isWaiting or isQueueing(queue)
    end
  end
  if isWaiting then
    lookAgain(gate)
  else
    redis.call('ZREM', gatesKey, name)
  end
  return isMore
end

-- What a task had is free for others: its slot, which is still to be dealt, and its places beyond gates. `hasBegun`: whether
-- its ticket was used. The state is still to be saved.
local function giveBack(task, hasBegun)
  giveSlotBack(laneOf(task), task.state.owner)
  for _, name in ipairs(leaveGates(task, hasBegun)) do
    if redis.call('ZSCORE', gatesKey, name) then
      openGate(name)
    end
  end
end
