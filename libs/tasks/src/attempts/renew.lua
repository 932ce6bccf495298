-- Renews the leases of a worker's running attempts; a word that comes late shortens none.
-- KEYS 1 the leases
-- ARGV 3 lease (ms), 4 the attempts (JSON: {id, attempt}, …)
-- Returns {{id, attempt} of each that no longer holds its task, {id, attempt, stop (JSON)} of each that is to stop and whose
--         worker has not heard of it}
--- @flags allow-oom
--- @include "../record/record"
local leaseMs, attempts = tonumber(ARGV[3]), cjson.decode(ARGV[4])

local lost, stopping = {}, {}
for _, entry in ipairs(attempts) do
  local id, attempt = unpack(entry)
  local task = loadRunning(id, attempt)
  if task then
    redis.call('ZADD', KEYS[1], 'GT', now + leaseMs, id)
    local stop = task.state.stop
    if stop and not stop.acknowledgedAt then
      stopping[#stopping + 1] = { id, attempt, cjson.encode(stop) }
    end
  else
    lost[#lost + 1] = { id, attempt }
  end
end
return { lost, stopping }
