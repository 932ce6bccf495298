-- Looks through pending tasks, oldest first, for some whose ticket is neither in its lane nor due (a worker popped it
-- and could not begin), and puts a new one in its lane; of a task that is not to run yet, among those that are due then.
-- KEYS 1 record of numbers (`meta`)
-- ARGV 3 only above this number, 4 how many at most
-- Returns the number of the last one looked at, 0 when that was the newest
--- @flags allow-oom
--- @include "lib/tickets"
--- @include "lib/oldest-first"
--- @include "lib/numbers"
local newest = tonumber(redis.call('HGET', KEYS[1], 'number') or 0)
local limit = tonumber(ARGV[4])
local last = 0
local missing = {}
local seen = eachOldestFirst({ { 'status', 'pending' } }, tonumber(ARGV[3]), newest, limit, function(number)
  last = number
  local task = loadTask(idOf(number) or '')
  if task then -- one whose record is gone is found by whoever lists it
    local ticket = ticketId(task)
    local isInLane = redis.call('EXISTS', laneKey(laneOf(task)) .. ticket) == 1
    if not isInLane and not redis.call('ZSCORE', prefix .. ':due', ticket) then
      missing[#missing + 1] = task
    end
  end
end)
for _, task in ipairs(missing) do
  task.state.ticket = task.state.ticket + 1
  redis.call('HSET', recordKey(task.id), 's', encodeState(task.state))
  if (task.state.runAt or 0) > now then
    addDue(task, task.state.runAt)
  else
    addTicket(task, laneOf(task))
  end
end
return seen < limit and 0 or last
