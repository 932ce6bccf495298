-- Looks through pending tasks, oldest first, for some whose ticket is neither in its lane nor due (a worker popped it
-- and could not begin), and makes those due now.
-- KEYS 1 record of numbers (`meta`)
-- ARGV 3 only above this number, 4 how many at most, 5 what a lane's keys begin with, up to the lane's name
-- Returns {number of the last one looked at (0 when that was the newest), how many were made due}
local newest = tonumber(redis.call('HGET', KEYS[1], 'number') or 0)
local limit = tonumber(ARGV[4])
local last = 0
local missing = {}
local seen = eachOldestFirst({ { 'status', 'pending' } }, tonumber(ARGV[3]), newest, limit, function(number)
  last = number
  local id = idOf(number)
  local state = loadState(id)
  if (state.runAt or 0) <= now then
    local member = dueMember(id, state)
    local lane = cjson.decode(redis.call('HGET', recordKey(id), 'h')).priority
    if redis.call('EXISTS', ARGV[5] .. lane .. ':' .. member) == 0 and not redis.call('ZSCORE', prefix .. ':due', member) then
      missing[#missing + 1] = member
    end
  end
end)
redis.set_repl(redis.REPL_ALL)
for _, member in ipairs(missing) do
  redis.call('ZADD', prefix .. ':due', now, member)
end
return { seen < limit and 0 or last, #missing }
