-- Takes attempts from workers that stopped renewing their leases: a retry where one is left, else a failure. An attempt
-- that has ended or was renewed since it was found lost is left alone.
-- KEYS 1 the leases
-- ARGV 3 what is said of a lost attempt, 4 its search terms (JSON), 5… triples of id, attempt and backoff (ms)
-- Returns how many were taken
-- Event task:retrying or task:failed
--- @flags allow-oom
--- @include "lib/failure"
local taken = 0
for i = 5, #ARGV, 3 do
  local id, number = ARGV[i], tonumber(ARGV[i + 1])
  local task = loadHeld(id, number)
  local leaseEnds = redis.call('ZSCORE', KEYS[1], id)
  if task and leaseEnds and tonumber(leaseEnds) <= now then
    local failure = cjson.encode({ message = ARGV[3], code = 'WORKER_LOST', attempt = number })
    if task.state.retryCount < task.state.maxRetries then
      toRetry(task, 'lost', failure, ARGV[4], now + tonumber(ARGV[i + 2]))
    else
      toFailed(task, 'lost', failure, ARGV[4])
    end
    taken = taken + 1
  end
end
return taken
