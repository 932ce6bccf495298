-- Since when the longest of those who wait in a lane does: its run time, else since it has its place. Of each person's line the
-- first one is asked.
-- KEYS 1 the lane's room
-- ARGV 3 lane, 4 how many tickets in the lane, gates, and people in its queue and at gates, are looked at
-- Returns epoch ms (a text) | false where nobody waits
--- @flags allow-oom
--- @include "../record/record"
--- @include "../lanes/tickets"
local lane, most = ARGV[3], tonumber(ARGV[4])
local lines = waitingRoom().lines

local oldest, people = math.huge, 0
local function lookAtLines(queue)
  for _, owner in ipairs(people < most and redis.call('ZRANGE', queue .. ':lines', 0, most - people - 1) or {}) do
    people = people + 1
    local first = redis.call('ZRANGE', queue .. ':line:' .. owner, 0, 0, 'WITHSCORES')
    local id = first[1] and first[1]:match('^(.+)%.%d+$')
    local json = id and fieldsOf('HMGET', recordKey(id), 's')[1]
    if json then
      oldest = math.min(oldest, tonumber(json:match('"runAt":(%d+)')) or lines.readyMs(first[2]))
    end
  end
end

lookAtLines(KEYS[1])
for _, name in ipairs(redis.call('ZRANGE', prefix .. ':gates', 0, most - 1)) do
  lookAtLines(waitingRoom().gates.gateQueue(name, lane))
end
for _, ticket in ipairs(redis.call('LRANGE', laneKey(lane) .. 'wait', -most, -1)) do -- the next one is at the end
  local task = taskOfTicket(ticket)
  if task then
    oldest = math.min(oldest, task.state.runAt or lines.createdMs(task.id))
  end
end
return oldest < math.huge and string.format('%.0f', oldest)
