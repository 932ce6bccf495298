-- Renews the leases of a worker's running attempts; a word that comes late shortens none.
-- KEYS 1 the leases
-- ARGV 3 lease (ms), 4 the attempts (JSON: {id, attempt}, …)
-- Returns {id, attempt} of each that no longer holds its task
--- @flags allow-oom
--- @include "../record/record"
local leaseMs, attempts = tonumber(ARGV[3]), cjson.decode(ARGV[4])

local lost = {}
for _, entry in ipairs(attempts) do
  local id, attempt = unpack(entry)
  if loadRunning(id, attempt) then
    redis.call('ZADD', KEYS[1], 'GT', now + leaseMs, id)
  else
    lost[#lost + 1] = { id, attempt }
  end
end
return lost
