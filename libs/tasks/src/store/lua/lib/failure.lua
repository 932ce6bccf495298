-- The two ends of a failed attempt, shared by the worker's own word and the sweep's.
local function toRetry(id, state, outcome, failureJson, terms, runAt)
  local attempt = endedAttempt(id, state, outcome, cjson.decode(failureJson))
  moveStatus(state, 'pending')
  state.retryCount = state.retryCount + 1
  state.ticket = state.ticket + 1
  state.runAt = runAt
  local json = saveState(id, state, 'a' .. state.attempt, attempt, 'e', failureJson)
  setErrorTerms(state.number, id, terms)
  redis.call('ZREM', prefix .. ':leases', id)
  redis.call('ZADD', prefix .. ':due', runAt, dueMember(id, state))
  appendEvent('task:retrying', id, json)
end

local function toFailed(id, state, outcome, failureJson, terms)
  local attempt = endedAttempt(id, state, outcome, cjson.decode(failureJson))
  moveStatus(state, 'failed')
  state.finishedAt = now
  local json = saveState(id, state, 'a' .. state.attempt, attempt, 'e', failureJson)
  setErrorTerms(state.number, id, terms)
  redis.call('ZREM', prefix .. ':leases', id)
  appendEvent('task:failed', id, json)
end
