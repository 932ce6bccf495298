-- Takes attempts from workers that stopped renewing their leases: a retry where one is left, else a failure. An attempt
-- that has ended or was renewed since it was found lost is left alone.
-- KEYS 1 the leases
-- ARGV 3 what is said of a lost attempt, 4 its fingerprint, 5 its search terms (JSON), 6 the attempts (JSON: {id, attempt,
--      backoff in ms}, …)
-- Returns how many were taken; their workers are told that they are given up
-- Event task:retrying or task:failed; task:cancelled of one that was to be stopped
--- @flags allow-oom
--- @include "../record/record"
--- @include "attempt-end"
--- @include "tell-worker"
local message, fingerprint, termsJson, lost = ARGV[3], ARGV[4], ARGV[5], cjson.decode(ARGV[6])

local taken = 0
for _, entry in ipairs(lost) do
  local id, attempt, backoffMs = unpack(entry)
  local task = loadRunning(id, attempt)
  local leaseEnds = redis.call('ZSCORE', KEYS[1], id)
  if task and leaseEnds and tonumber(leaseEnds) <= now then
    local state = task.state
    local ending = { outcome = 'lost', status = 'failed', terms = termsJson }
    ending.error = cjson.encode({ message = message, code = 'WORKER_LOST', attempt = attempt, fingerprint = fingerprint })
    if state.retryCount < state.maxRetries then
      ending.status, ending.isRetry, ending.runAt = 'pending', true, now + backoffMs
    end
    endAttempt(task, ending)
    tellWorker(task.attemptJson, { kind = 'givenUp', taskId = id, attempt = attempt })
    taken = taken + 1
  end
end
return taken
