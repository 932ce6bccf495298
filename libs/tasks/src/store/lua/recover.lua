-- Takes up to a number of running tasks from workers that stopped renewing their leases: a retry where one is
-- left, else a failure.
-- KEYS 1 the leases
-- ARGV 3 how many at most, 4 what is said of a lost attempt, 5 its search terms (JSON)
-- Returns how many were taken
-- Event task:retrying or task:failed
local ids = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[3])
for _, id in ipairs(ids) do
  local state = loadState(id)
  if state and state.status == 'running' then
    local failure = cjson.encode({
      message = ARGV[4],
      code = 'WORKER_LOST',
      attempt = state.attempt,
    })
    if state.retryCount < state.maxRetries then
      toRetry(id, state, 'lost', failure, ARGV[5], now)
    else
      toFailed(id, state, 'lost', failure, ARGV[5])
    end
  else
    redis.call('ZREM', KEYS[1], id)
  end
end
return #ids
