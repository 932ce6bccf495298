-- Renews the leases of a worker's running attempts; a word that comes late shortens none.
-- KEYS 1 the leases
-- ARGV 3 lease (ms), 4 the attempts (JSON: {id, attempt}, …)
-- Returns {{id, attempt, stop (JSON) where it was ended by force} of each that no longer holds its task, {id, attempt, stop (JSON)}
--         of each that is to stop and whose worker has not heard of it}
--- @flags allow-oom
--- @include "../record/record"
local leaseMs, attempts = tonumber(ARGV[3]), cjson.decode(ARGV[4])

local lost, stopping = {}, {}
for _, entry in ipairs(attempts) do
  local id, attempt = unpack(entry)
  local task = loadAttempt(id, attempt)
  local stop = task and task.state.stop
  if isRunBy(task, attempt) then
    redis.call('ZADD', KEYS[1], 'GT', now + leaseMs, id)
    if stop and not stop.acknowledgedAt then
      stopping[#stopping + 1] = { id, attempt, cjson.encode(stop) }
    end
  else
    local isAbandoned = stop and (decoded(task.attemptJson) or {}).outcome == 'abandoned'
    lost[#lost + 1] = { id, attempt, isAbandoned and cjson.encode(stop) or nil }
  end
end
return { lost, stopping }
