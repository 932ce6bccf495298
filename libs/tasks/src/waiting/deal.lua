-- The waiting room: who gets the next free slot of a lane. A lane has no more tickets than its workers have slots; whoever is
-- ready beyond that waits, and each slot that becomes free goes to the person with the fewest of them, of those the one who was
-- served longest ago (`scoreIn` in `room.lua`). Of a person, who was ready first is first. Where nobody waits and nothing is set,
-- no script comes here (`lanes/tickets.lua`).
--- @include "../record/record"
--- @include "../lanes/lane"
--- @include "gates"
-- The task that a ticket is the newest of, where it is still pending.
local function taskOfTicket(ticket)
  local id, number = ticket:match('^(.+)%.(%d+)$')
  local task = id and loadTask(id)
  local isNewest = task and task.state.status == 'pending' and task.state.ticket == tonumber(number)
  return isNewest and task or nil
end

-- As much of that task as it takes to give it a slot where nothing is set, without reading all of its state: quotes within texts
-- are escaped, so nothing but the fields is found. nil where it takes more.
local function peekTicket(ticket, owner)
  local id, number = ticket:match('^(.+)%.(%d+)$')
  local json = id and fieldsOf('HMGET', recordKey(id), 's')[1]
  local isPlain = json
    and json:find('"status":"pending"', 1, true)
    and json:find('"ticket":' .. number .. '[,}]')
    and not json:find('"called":"', 1, true)
  return isPlain and { id = id, state = { owner = owner, ticket = number } } or nil
end

-- How many slots are about to be free, together with those that others in this script leave.
local function leavingSlots(lane, leaving)
  if not together then
    return leaving
  end
  together.leaving[lane] = (together.leaving[lane] or 0) + leaving
  return together.leaving[lane]
end

local MOST_AT_ONCE = 100

local GOES_ON_MS = 1000

-- Gives free slots of a lane to those who wait, as `serve` does it; `leaving`: slots that are about to be free, `room`: the lane's
-- as it is now, of whomever; `read`: the task of a ticket and its owner. Returns whether there may be more to do.
local function dealFrom(room, leaving, serve, read)
  local queue = roomKey(room.lane)
  local free = room.slots - takenSlots(room.lane) + leavingSlots(room.lane, leaving)
  for _ = 1, MOST_AT_ONCE do
    local ticket, owner
    if free > 0 then
      ticket, owner = callNext(queue)
    end
    if not ticket then
      return false
    end
    room.waiting = countWaiting(room.lane, 'waiting', '-1')
    local task = read(ticket, owner)
    if task then
      room = roomFor(room, task.state.owner)
      free = free - (serve(room, task) and 1 or 0)
    end
  end
  return true
end

local function newWaitingRoom()
  local control, lines = newControl(), newLines()
  local pauseOf = control.pauseOf
  local isQueueing, createdMs = lines.isQueueing, lines.createdMs

  -- Made when the first of them is called: where nothing is set there are no gates.
  local madeGates
  local gates = setmetatable({}, {
    __index = function(_, name)
      madeGates = madeGates or newGates(control)
      return madeGates[name]
    end,
  })

  -- Slots that nobody has a ticket for, as Bull knows it.
  local function freeSlots(lane)
    return tonumber(redis.call('HGET', roomKey(lane), 'slots') or math.huge) - takenSlots(lane)
  end

  -- Who had nothing waiting has neither credit nor debt: they are taken to have had lately what who is first in line has. Who was
  -- served just now goes on: each task of theirs may be created as the one before ends.
  local function beginInLine(room)
    if now - room.asOf < GOES_ON_MS then
      return
    end
    local key = roomKey(room.lane)
    local people = redis.call('ZRANGE', key .. ':lines', '0', '1')
    local first = people[1] == room.owner and people[2] or people[1]
    local had = first and roomFor(room, first).had or room.had
    if had ~= room.had then
      room.had, room.asOf = had, now
      redis.call('HSET', key, 'h:' .. room.owner, hadText(room))
      redis.call('ZADD', key .. ':lines', scoreIn(room), room.owner)
    end
  end

  local function waitInLane(room, task, readyMs)
    local queue, place = roomKey(room.lane), lines.placeInLine(task, readyMs)
    if lines.join(queue, room.owner, ticketId(task), place, scoreIn(room)) then
      beginInLine(room)
    end
    room.waiting = countWaiting(room.lane, 'waiting', '1')
  end

  -- The state is still to be saved.
  local function waitAtGate(lane, task, gate, readyMs)
    task.state.gate = gate.name
    lines.join(gates.gateQueue(gate.name, lane), task.state.owner, ticketId(task), lines.placeInLine(task, readyMs), now)
    countWaiting(lane, 'aside', '1')
    if not gates.isLookedAt(gate.name) then
      gates.lookAgain(gate)
    end
  end

  local function gatesOf(room, task)
    return room.hasControl and gates.gatesOf(task) or {}
  end

  local function isPaused(room)
    return room.hasControl and pauseOf('lane:' .. room.lane) ~= nil
  end

  local function closedGate(ofTask)
    for _, gate in ipairs(ofTask) do
      if gates.roomBeyond(gate) < 1 then
        return gate
      end
    end
  end

  -- Nobody overtakes those who wait at an open gate and are called next.
  local function gateToWaitAt(lane, ofTask)
    for _, gate in ipairs(ofTask) do
      if gates.roomBeyond(gate) < 1 or isQueueing(gates.gateQueue(gate.name, lane)) then
        return gate
      end
    end
  end

  local function giveTicket(room, task, ofTask)
    task.state.gates = nil
    if #ofTask > 0 then
      gates.passGates(task, ofTask, now)
    end
    takeSlot(room)
    putInLane(room.lane, ticketId(task))
  end

  -- A task is ready. The state is still to be saved.
  local function enter(room, task)
    local ofTask = gatesOf(room, task)
    local gate = gateToWaitAt(room.lane, ofTask)
    if gate then
      waitAtGate(room.lane, task, gate, now)
    elseif room.waiting == 0 and (room.taken < room.slots or freeSlots(room.lane) > 0) and not isPaused(room) then
      giveTicket(room, task, ofTask)
    else
      waitInLane(room, task, now)
    end
  end

  -- Whether a task gets a slot or not, it is called no more. `isPlaceFree`: others may have its place at the gate.
  local function forgetCall(lane, task, isPlaceFree)
    local name = task.state.called
    if name then
      redis.call('SREM', gates.gateQueue(name, lane) .. ':called', ticketId(task))
      task.state.called = nil
      if isPlaceFree then
        gates.lookNow(name)
      end
    end
  end

  -- Takes a ready task out of where it waits. Returns whether it waited: else it has a slot. The state is still to be saved.
  local function leave(room, task)
    local ticket = ticketId(task)
    if task.state.gate then
      local isOut = lines.leave(gates.gateQueue(task.state.gate, room.lane), room.owner, ticket)
      task.state.gate = nil
      if isOut then
        countWaiting(room.lane, 'aside', '-1')
        return true
      end
    end
    if lines.leave(roomKey(room.lane), room.owner, ticket) then
      room.waiting = countWaiting(room.lane, 'waiting', '-1')
      forgetCall(room.lane, task, true)
      return true
    end
    return false
  end

  local function isIn(task)
    local lane = laneOf(task)
    local queue = task.state.gate and gates.gateQueue(task.state.gate, lane) or roomKey(lane)
    return redis.call('ZSCORE', queue .. ':line:' .. task.state.owner, ticketId(task)) ~= false
  end

  -- A task whose turn it is gets a slot, or waits at a gate that has closed since. Returns whether it got one.
  local function serve(room, task)
    local wasCalled = task.state.called ~= nil
    local ofTask = gatesOf(room, task)
    local closed = closedGate(ofTask)
    forgetCall(room.lane, task, closed ~= nil)
    if closed then
      waitAtGate(room.lane, task, closed, createdMs(task.id))
    else
      giveTicket(room, task, ofTask)
    end
    if wasCalled or #ofTask > 0 then
      rewriteState(task)
    end
    return not closed
  end

  -- Gives free slots of a lane to those who wait; `leaving`: slots that are about to be free, `room`: the lane's as it is now, of
  -- whomever, where that is known. Returns whether there may be more to do.
  local function deal(lane, leaving, room)
    local queue = roomKey(lane)
    if not room and not isQueueing(queue) then
      return false
    end
    room = room or roomOf(lane, '')
    return not isPaused(room) and dealFrom(room, leaving, serve, taskOfTicket)
  end

  -- Sends a task that a gate lets go to the queue of its lane, or to another gate, where that is closed. Returns that one.
  local function sendOn(name, lane, owner, task)
    local room = roomOf(lane, owner)
    task.state.gate = nil
    local closed = closedGate(gatesOf(room, task))
    if closed then
      waitAtGate(lane, task, closed, createdMs(task.id))
    else
      task.state.called = name
      redis.call('SADD', gates.gateQueue(name, lane) .. ':called', ticketId(task))
      waitInLane(room, task, createdMs(task.id))
    end
    rewriteState(task)
    return closed
  end

  -- Calls some who wait at a gate to the queue of their lane, as many as it has room for. A place is for somebody else where its
  -- task waits at another gate, but not at one that keeps everybody. `seen`: how many left the gate before. Returns how many were
  -- called, and how many have left now.
  local function call(gate, lane, seen)
    local queue = gates.gateQueue(gate.name, lane)
    local room, called = gates.roomBeyond(gate) - redis.call('SCARD', queue .. ':called'), 0
    while room >= 1 and seen < MOST_AT_ONCE do
      local ticket, owner = callNext(queue)
      if not ticket then
        break
      end
      seen = seen + 1
      countWaiting(lane, 'aside', '-1')
      redis.call('ZADD', queue .. ':lines', 'XX', now + seen / MOST_AT_ONCE, owner) -- who was called last is last
      local task = taskOfTicket(ticket)
      local closed = task and sendOn(gate.name, lane, owner, task)
      called = called + (task and not closed and 1 or 0)
      room = room - (task and (not closed or gates.isForAll(closed)) and 1 or 0)
    end
    return called, seen
  end

  -- Calls those who wait at a gate, as many as it has room for, and gives them what is free in their lanes. Returns whether there
  -- may be more to do.
  local function openGate(name)
    local gate = gates.gateNamed(name)
    if gates.roomBeyond(gate) < 1 then
      gates.sweepGate(name)
    end
    local seen, isWaiting = 0, false
    for _, lane in ipairs(LANES) do
      local queue = gates.gateQueue(name, lane)
      while isQueueing(queue) do
        local called
        called, seen = call(gate, lane, seen)
        if called == 0 then
          isWaiting = isWaiting or isQueueing(queue)
          break
        end
        deal(lane, 0)
      end
    end
    local isMore = isWaiting and seen == MOST_AT_ONCE
    if isWaiting then
      gates.lookAgain(gate, isMore)
    else
      gates.forget(name)
    end
    return isMore
  end

  -- A task's places beyond gates are free for others. `hasBegun`: whether its ticket was used. The state is still to be saved.
  local function freeGates(task, hasBegun)
    for _, name in ipairs(gates.leaveGates(task, hasBegun)) do
      if gates.isLookedAt(name) then
        openGate(name)
      end
    end
  end

  -- Whether a task that has a slot may begin now: what was set since it got its ticket counts. The state, which remembers the
  -- gates that it is beyond, is still to be saved.
  local function mayBegin(room, task)
    gates.leaveGates(task, false)
    local ofTask = gatesOf(room, task)
    if isPaused(room) or closedGate(ofTask) then
      return false
    end
    gates.passGates(task, ofTask, now)
    return true
  end

  -- Gives the slot of a task that does not begin back, and puts it where it waits, before those who were ready later. Its worker
  -- takes the next ticket.
  local function putBack(task)
    local room = roomOf(laneOf(task), task.state.owner)
    giveSlotBack(room)
    freeGates(task, false)
    local closed = closedGate(gatesOf(room, task))
    if closed then
      waitAtGate(room.lane, task, closed, createdMs(task.id))
    else
      waitInLane(room, task, createdMs(task.id))
    end
    rewriteState(task)
    deal(room.lane, 1)
  end

  return {
    enter = enter,
    leave = leave,
    isIn = isIn,
    deal = deal,
    serve = serve,
    openGate = openGate,
    freeGates = freeGates,
    mayBegin = mayBegin,
    putBack = putBack,
    control = control,
    lines = lines,
    gates = gates,
  }
end

-- Made when it is first asked for: a script makes its functions anew each time it runs, and most need none of these.
local madeRoom
local function waitingRoom()
  madeRoom = madeRoom or newWaitingRoom()
  return madeRoom
end

local function serveFreely(room, task)
  if task.state.called then
    return waitingRoom().serve(room, task)
  end
  takeSlot(room)
  putInLane(room.lane, ticketId(task))
  return true
end

-- Gives the slot that somebody leaves, or is about to, to those who wait; `room`: theirs, as it is now. Where nothing is set that
-- needs little of the waiting room.
local function dealSlot(room, leaving)
  if room.hasControl then
    waitingRoom().deal(room.lane, leaving, room)
  else
    dealFrom(room, leaving, serveFreely, function(ticket, owner)
      return peekTicket(ticket, owner) or taskOfTicket(ticket)
    end)
  end
end
