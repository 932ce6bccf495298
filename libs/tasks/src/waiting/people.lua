-- Who has most in a lane: tasks that run, and tasks that are ready and have no slot.
-- KEYS 1 the lane's room
-- ARGV 3 lane, 4 how many people at most, 5 how many running tasks, people in a queue, and gates are looked at
-- Returns a flat list of owner, running, waiting, and the id of a task of theirs; who has most is first
--- @flags allow-oom
--- @include "../record/record"
--- @include "../index/intake"
--- @include "../index/oldest-first"
--- @include "../index/numbers"
--- @include "../lanes/tickets"
local lane, most, lookedAt = ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])

local people, byOwner = {}, {}
local function personOf(owner, taskId)
  local person = byOwner[owner]
  if not person then
    person = { owner = owner, running = 0, waiting = 0, taskId = taskId }
    byOwner[owner], people[#people + 1] = person, person
  end
  return person
end

-- Who has most slots is last in a lane's queue.
local function countQueue(queue)
  for _, owner in ipairs(redis.call('ZREVRANGE', queue .. ':lines', 0, lookedAt - 1)) do
    local line = queue .. ':line:' .. owner
    local ticket = redis.call('ZRANGE', line, 0, 0)[1]
    local person = ticket and personOf(owner, ticket:match('^(.+)%.'))
    if person then
      person.waiting = person.waiting + redis.call('ZCARD', line)
    end
  end
end

fileIntake()
eachOldestFirst({ { 'status', 'running' }, { 'priority', lane } }, 0, lookedAt, function(number)
  local task = loadTask(idOf(number) or '')
  local person = task and personOf(task.state.owner, task.id)
  if person then
    person.running = person.running + 1
  end
end)
for _, ticket in ipairs(redis.call('LRANGE', laneKey(lane) .. 'wait', 0, lookedAt - 1)) do
  local task = taskOfTicket(ticket)
  local person = task and personOf(task.state.owner, task.id)
  if person then
    person.waiting = person.waiting + 1
  end
end
countQueue(KEYS[1])
for _, name in ipairs(redis.call('ZRANGE', prefix .. ':gates', 0, lookedAt - 1)) do
  countQueue(waitingRoom().gates.gateQueue(name, lane))
end
table.sort(people, function(a, b)
  local hasA, hasB = a.running + a.waiting, b.running + b.waiting
  return hasA > hasB or hasA == hasB and (a.running > b.running or a.running == b.running and a.owner < b.owner)
end)
local answer = {}
for i = 1, math.min(most, #people) do
  local person = people[i]
  for _, value in ipairs({ person.owner, person.running, person.waiting, person.taskId }) do
    answer[#answer + 1] = value
  end
end
return answer
