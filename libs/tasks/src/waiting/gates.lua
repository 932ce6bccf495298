-- Gates that a task passes before it gets a slot: a pause of its type, and each limit of its type. Names:
--   pause|<type>                  closed as long as the type is paused
--   limit|<type>|<key>|<value>    open as long as fewer than so many run, or began lately, with that value of the key
-- Who finds one closed waits at it and keeps nobody else from passing another. Of a gate:
--   gate:<name>:held             set, ids of the tasks beyond it: with a ticket in their lane, or running
--   gate:<name>:starts           sorted set, tickets that began or are about to, by when
--   gate:<name>:<lane>           a queue (`lines.lua`)
--   gate:<name>:<lane>:called    set, tickets that were called to their lane's queue and have no slot yet
--   gates                        sorted set, the gates that somebody waits at, by when they are looked at next
--- @include "control"
--- @include "lines"

local function newGates(control)
  local LOOK_AGAIN_MS = 1000
  local gatesKey = prefix .. ':gates'
  local pauseOf, limitsOf = control.pauseOf, control.limitsOf

  local function gateKey(name)
    return prefix .. ':gate:' .. name
  end

  local function gateQueue(name, lane)
    return gateKey(name) .. ':' .. lane
  end

  -- A value of a param as one text, whatever the order of its fields, with all digits of its numbers.
  local function textOf(value)
    if type(value) == 'number' then
      local text = tostring(value) -- has 14 of them
      return tonumber(text) == value and text or string.format('%.17g', value)
    elseif type(value) ~= 'table' then
      return type(value) == 'string' and cjson.encode(value) or tostring(value)
    end
    local parts = {}
    for key, of in pairs(value) do
      parts[#parts + 1] = textOf(key) .. ':' .. textOf(of)
    end
    table.sort(parts)
    return '{' .. table.concat(parts, ',') .. '}'
  end

  -- What a limit tells tasks apart by.
  local function valueOf(task, key)
    if key == 'none' then
      return ''
    end
    if key == 'owner' then
      return task.state.owner
    end
    task.paramsJson = task.paramsJson or fieldsOf('HMGET', recordKey(task.id), 'p')[1] or ''
    task.params = task.params or decoded(task.paramsJson) or {}
    local value = task.params[key:sub(#'param:' + 1)]
    if value == nil or value == cjson.null then
      return 'null'
    end
    return redis.sha1hex(type(value) .. ':' .. (type(value) == 'string' and value or textOf(value)))
  end

  -- The gate of a type that is paused; nil where it is not.
  local function pauseGate(taskType)
    local pause = pauseOf('type:' .. taskType)
    return pause and { name = 'pause|' .. taskType, concurrency = 0, ends = pause.ends }
  end

  -- The gates on a task's way, in the order in which it passes them.
  local function gatesOf(task)
    local taskType = typeOf(task)
    local gates = { pauseGate(taskType) }
    for _, limit in ipairs(limitsOf(taskType)) do
      local name = 'limit|' .. taskType .. '|' .. limit.key .. '|' .. valueOf(task, limit.key)
      gates[#gates + 1] = { name = name, concurrency = limit.concurrency, rate = limit.rate, key = limit.key }
    end
    return gates
  end

  -- A gate as it is now, by its name; one that nobody has set any more is open.
  local function gateNamed(name)
    local paused = name:match('^pause|(.*)$')
    if paused then
      return pauseGate(paused) or { name = name }
    end
    local taskType, key = name:match('^limit|([^|]*)|([^|]*)|')
    for _, limit in ipairs(limitsOf(taskType or '')) do
      if limit.key == key then
        return { name = name, concurrency = limit.concurrency, rate = limit.rate, key = key }
      end
    end
    return { name = name }
  end

  local function beganLately(gate)
    return redis.call('ZCOUNT', gateKey(gate.name) .. ':starts', '(' .. (now - gate.rate.perMs), '+inf')
  end

  -- Whether it is one for all tasks of a type.
  local function isForAll(gate)
    return gate.key == nil or gate.key == 'none'
  end

  -- How many more may pass it, besides those beyond.
  local function roomBeyond(gate)
    local room = math.huge
    if gate.concurrency then
      room = gate.concurrency - redis.call('SCARD', gateKey(gate.name) .. ':held')
    end
    if gate.rate then
      room = math.min(room, gate.rate.count - beganLately(gate))
    end
    return room
  end

  -- When a gate opens by itself: a pause at its end, a rate for one more (epoch ms); nil where it does not.
  local function opensAt(gate)
    if gate.ends then
      return gate.ends
    end
    if not gate.rate or beganLately(gate) < gate.rate.count then
      return nil
    end
    local starts = gateKey(gate.name) .. ':starts'
    local last = redis.call('ZREVRANGE', starts, gate.rate.count - 1, gate.rate.count - 1, 'WITHSCORES')
    return tonumber(last[2]) + gate.rate.perMs
  end

  -- Takes a place beyond gates that are open, as of when it begins. The state, which remembers them, is still to be saved.
  local function passGates(task, gates, startMs)
    local passed = {}
    for i, gate in ipairs(gates) do
      passed[i] = gate.name
      redis.call('SADD', gateKey(gate.name) .. ':held', task.id)
      if gate.rate then
        local starts = gateKey(gate.name) .. ':starts'
        redis.call('ZREMRANGEBYSCORE', starts, '-inf', now - gate.rate.perMs)
        redis.call('ZADD', starts, startMs, ticketId(task))
        redis.call('PEXPIRE', starts, gate.rate.perMs)
      end
    end
    task.state.gates = #passed > 0 and passed or nil
  end

  -- Gives the places beyond gates back; `hasBegun`: a start counts all the same. Returns the gates' names. The state is still to
  -- be saved.
  local function leaveGates(task, hasBegun)
    local passed = task.state.gates or {}
    for _, name in ipairs(passed) do
      redis.call('SREM', gateKey(name) .. ':held', task.id)
      if not hasBegun then
        redis.call('ZREM', gateKey(name) .. ':starts', ticketId(task))
      end
    end
    task.state.gates = nil
    return passed
  end

  -- Who is beyond a gate and has no business there: its record is gone, or was ended by somebody else.
  local function sweepGate(name)
    for _, id in ipairs(redis.call('SRANDMEMBER', gateKey(name) .. ':held', 100)) do
      local task = loadTask(id)
      local isBeyond = false
      for _, passed in ipairs(task and task.state.gates or {}) do
        isBeyond = isBeyond or passed == name
      end
      if not isBeyond then
        redis.call('SREM', gateKey(name) .. ':held', id)
      end
    end
  end

  -- Whether somebody waits at it.
  local function isLookedAt(name)
    return redis.call('ZSCORE', gatesKey, name) ~= false
  end

  local function forget(name)
    redis.call('ZREM', gatesKey, name)
  end

  -- Looks at a gate that somebody waits at: where it opens by itself then, else after a while for whatever else was missed; at
  -- once where there is more to do.
  local function lookAgain(gate, isMore)
    local atMs = isMore and now or math.min(opensAt(gate) or math.huge, now + LOOK_AGAIN_MS)
    redis.call('ZADD', gatesKey, atMs, gate.name)
  end

  -- Looks at a gate at once, where somebody waits at it.
  local function lookNow(name)
    redis.call('ZADD', gatesKey, 'XX', nowText, name)
  end

  return {
    gateKey = gateKey,
    gateQueue = gateQueue,
    gatesOf = gatesOf,
    gateNamed = gateNamed,
    isForAll = isForAll,
    roomBeyond = roomBeyond,
    opensAt = opensAt,
    passGates = passGates,
    leaveGates = leaveGates,
    sweepGate = sweepGate,
    lookAgain = lookAgain,
    lookNow = lookNow,
    isLookedAt = isLookedAt,
    forget = forget,
  }
end
