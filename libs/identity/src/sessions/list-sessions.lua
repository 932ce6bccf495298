-- The sessions of a person that go on, the oldest first.
-- KEYS 1 prefix
-- ARGV 1 whose
-- Returns of each {id, began in s, used in s, address, client, system}, '' for what is not known
--- @include "sessions"
--- @flags allow-oom
local all = {}
for _, id in ipairs(redis.call('LRANGE', sessionsOf(ARGV[1]), 0, -1)) do
  local found = sessionOf(id, 'userId', 'began', 'used', 'address', 'client', 'system')
  if found[1] == ARGV[1] then
    all[#all + 1] = { id, found[2] or '', found[3] or '', found[4] or '', found[5] or '', found[6] or '' }
  end
end
return all
