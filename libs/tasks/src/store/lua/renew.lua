-- Renews the leases of a worker's running attempts; a word that comes late shortens none.
-- KEYS 1 the leases
-- ARGV 3 lease (ms), 4… pairs of id and attempt
-- Returns the ids whose attempt no longer holds its task
--- @flags allow-oom
--- @include "lib/record"
local lost = {}
for i = 4, #ARGV, 2 do
  local id = ARGV[i]
  if loadHeld(id, tonumber(ARGV[i + 1])) then
    redis.call('ZADD', KEYS[1], 'GT', now + tonumber(ARGV[3]), id)
  else
    lost[#lost + 1] = id
  end
end
return lost
