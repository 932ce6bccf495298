-- The one way an attempt ends, whatever came of it.
--- @include "../record/record"
--- @include "../index/postings"
--- @include "../record/sizes"
--- @include "../index/terms"
--- @include "../lanes/tickets"
--- @include "../record/events"
--- @include "../once/locks"
--- @include "../in-time/times"
--- @include "../schedules/task-ended"
local EVENTS = {
  completed = 'task:completed',
  failed = 'task:failed',
  pending = 'task:retrying',
  cancelled = 'task:cancelled',
}

-- Attempts whose worker takes the next ticket at once.
local FREES_SLOT = { completed = true, failed = true, stopped = true }

-- The attempt's entry with its end; failureJson: nil for none. As `start` has written it, it goes on as the text that it is.
local function endedAttempt(json, outcome, failureJson)
  local failure = failureJson and ',"error":' .. failureJson or ''
  if json and json:find('^{"startedAt":%d+,"worker":"[^"\\]*"}$') then
    return json:sub(1, -2) .. ',"finishedAt":' .. nowText .. ',"outcome":"' .. outcome .. '"' .. failure .. '}'
  end
  local attempt = decoded(json) or { startedAt = now, worker = '' } -- where somebody deleted it
  attempt.finishedAt = now
  attempt.outcome = outcome
  attempt.error = nil
  return cjson.encode(attempt):sub(1, -2) .. failure .. '}'
end

-- What was to be stopped does not go on, and has no error: its attempt keeps it.
local function cancelInstead(ending)
  ending.status, ending.runAt = 'cancelled', nil
  ending.error, ending.terms = '', ''
end

-- Ends the attempt that runs a task (`loadRunning`). One that was asked to stop is cancelled, unless it is completed all the
-- same. ending:
--   outcome   of the attempt: completed, failed, interrupted, lost, stopped or abandoned
--   status    of the task from now on: completed, failed, cancelled, or pending, which makes it ready for the next attempt
--   isRetry   whether that next attempt uses up a retry
--   error     JSON, with `terms` it is found by (JSON): in place of the one before; '' and '' for none, nil leaves that one
--   result, artifact   JSON; nil for none
--   runAt     when the next attempt may begin (epoch ms); nil for at once
local function endAttempt(task, ending)
  local state = task.state
  local failure = ending.error and ending.error ~= '' and ending.error or nil
  local fields = { 'a' .. state.attempt, endedAttempt(task.attemptJson, ending.outcome, failure) }
  if state.stop then
    redis.call('ZREM', prefix .. ':stops', task.id)
    if ending.status ~= 'completed' then
      cancelInstead(ending)
      state.cancelledBecause = 'stopped'
    end
  end
  local bytes = #(ending.error or '') + #(ending.terms or '')
  for name, json in pairs({ r = ending.result, f = ending.artifact }) do
    fields[#fields + 1], fields[#fields + 2] = name, json
    bytes = bytes + #json
  end
  local room = giveBack(task, true)
  moveStatus(state, ending.status)
  if ending.status == 'pending' then
    state.retryCount = state.retryCount + (ending.isRetry and 1 or 0)
    state.runAt = ending.runAt
    makeReady(task)
    takeLockAgain(task)
  else
    weigh(task, bytes)
    state.finishedAt = now
    leaveLock(task)
    forgetDeadline(task)
  end
  saveTask(task, unpack(fields))
  if ending.error then
    setError(task, ending.error, ending.terms)
  end
  redis.call('ZREM', prefix .. ':leases', task.id)
  appendEvent(EVENTS[ending.status], task)
  if state.schedule and ending.status ~= 'pending' then
    scheduleTaskEnded(task)
  end
  if ending.status == 'pending' then
    waitingRoom().deal(room.lane, FREES_SLOT[ending.outcome] and 1 or 0)
  elseif room.waiting > 0 then
    dealSlot(room, FREES_SLOT[ending.outcome] and 1 or 0)
  end
end
