-- Puts tasks of a backup back, in the order of their creation, as the newest: each gets the next number. One that waited gets a
-- ticket, one that ran is taken for one whose worker is lost. Those that are there already are left alone.
-- KEYS 1 record of numbers (`meta`)
-- ARGV 3 the tasks (JSON: {id, flat list of the record's fields and values, that of its log, what it is found by forever (JSON:
--      {type, priority, owner, terms})}, …)
-- Returns how many were put back
--- @include "../record/record"
--- @include "../record/sizes"
--- @include "../index/postings"
--- @include "../index/intake"
--- @include "../index/numbers"
--- @include "../index/terms"
--- @include "../lanes/tickets"
--- @include "../once/locks"
--- @include "../in-time/times"
--- @include "../waiting/control-mark"
--- @include "../stop/abandoned"
local tasks = cjson.decode(ARGV[3])

local function nextNumberFor(id)
  local latest, latestMs = latestNumber()
  local packed = pack(id)
  giveNumber(latest + 1, packed, math.max(createdMsOf(packed), latestMs))
  return latest + 1
end

-- Of a task that waited or ran: its lock, where no other has it since, and its times.
local function goOnWith(task)
  local once = task.state.once
  if once and not holderOf(once.lock, once.scope) then
    redis.call('SET', lockKey(once.lock), task.id)
  end
  watchStart(task)
  watchDeadline(task)
end

local function putFields(key, fields)
  for i = 1, #fields, 2 do
    redis.call('HSET', key, fields[i], fields[i + 1])
  end
end

redis.call('HDEL', KEYS[1], 'finished') -- the order of ends is made anew
markControl() -- what operators have set is there by now
local restored = 0
for _, entry in ipairs(tasks) do
  local id, fields, log, facetsJson = unpack(entry)
  if redis.call('EXISTS', recordKey(id)) == 0 then
    putFields(recordKey(id), fields)
    putFields(prefix .. ':log:' .. id, log)
    local task = loadLatest(id)
    local state, errorTerms = task.state, task.errorTerms
    state.number = nextNumberFor(id)
    addPosting(state.number, 'status', state.status)
    takeIn(state.number, facetsJson)
    count(state.owner, 'status', state.status, 1)
    count(state.owner, 'type', decoded(facetsJson).type, 1)
    if task.error ~= '' then
      task.errorTerms = ''
      setError(task, task.error, errorTerms)
    end
    state.gate, state.called, state.gates = nil, nil, nil
    if state.status == 'pending' then
      makeReady(task)
      goOnWith(task)
    elseif state.status == 'running' then
      takeSlot(roomOf(laneOf(task), state.owner))
      redis.call('ZADD', prefix .. ':leases', now, id)
      goOnWith(task)
    else
      weigh(task, 0)
      local latest = decoded(task.attemptJson or '')
      if latest and latest.outcome == 'abandoned' and not latest.handlerEndedAt then
        watchHandler(task, latest.worker)
      end
    end
    rewriteState(task)
    restored = restored + 1
  end
end
return restored
