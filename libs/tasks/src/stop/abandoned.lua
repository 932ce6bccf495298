-- Handlers that may still run though their attempts were abandoned. `abandoned` is a hash: `<id>.<attempt>`, the worker.
--- @include "../record/record"
--- @include "../record/events"
local abandonedKey = prefix .. ':abandoned'

-- The latest attempt of a task was abandoned, in this worker ('' for one that nobody knows).
local function watchHandler(task, worker)
  redis.call('HSET', abandonedKey, task.id .. '.' .. task.state.attempt, type(worker) == 'string' and worker or '')
end

-- The handler of an abandoned attempt has ended, or its worker is gone. Returns whether that is news.
-- Event task:handler-ended
local function endHandler(id, attempt)
  redis.call('HDEL', abandonedKey, id .. '.' .. attempt)
  local task = loadAttempt(id, attempt)
  local entry = task and decoded(task.attemptJson)
  if not entry or entry.outcome ~= 'abandoned' or entry.handlerEndedAt then
    return false
  end
  entry.handlerEndedAt = now
  saveTask(task, 'a' .. attempt, cjson.encode(entry))
  appendEvent('task:handler-ended', task)
  return true
end
