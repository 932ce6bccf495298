-- Why a pending task waits, and how many tasks get a slot before it as things are.
-- KEYS 1 the record
-- ARGV 3 id, 4 how many are counted one by one
-- Returns what is to be known (JSON): {status, place: 'held' | 'due' | 'gate' | 'room' | 'lane', lane, type, runAt, retryCount,
--         lanePause, typePause, hasWorker, gate: {name, key, concurrency, rate, held, opensAt}, isFairShare, ahead, isExact}, with
--         `runAt` and a pause's `ends` as texts, as JSON keeps 14 digits | false where there is no such task
--- @include "../record/record"
--- @include "../lanes/tickets"
local id, most = ARGV[3], tonumber(ARGV[4])
local gates, pauseOf = waitingRoom().gates, waitingRoom().control.pauseOf

-- Of people who wait in a queue, who is first: as a sorted set has them.
local function firstOf(people)
  local first
  for _, person in ipairs(people) do
    local isBefore = not first
      or person.score < first.score
      or person.score == first.score and person.owner < first.owner
    if person.waiting > 0 and isBefore then
      first = person
    end
  end
  return first
end

-- Plays through who is called from a queue, in a lane's the room's for whomever. Returns how many before this ticket; whether that
-- is exact.
local function countAhead(queue, owner, ticket, room)
  local mine = redis.call('ZRANK', queue .. ':line:' .. owner, ticket) or 0
  local people, lines = {}, redis.call('ZRANGE', queue .. ':lines', 0, most, 'WITHSCORES')
  local isIn = false
  for i = 1, #lines, 2 do
    isIn = isIn or lines[i] == owner
    local waiting = redis.call('ZCARD', queue .. ':line:' .. lines[i])
    people[#people + 1] = { owner = lines[i], score = tonumber(lines[i + 1]), waiting = waiting }
  end
  local others = redis.call('ZCARD', queue .. ':lines') - #people
  for ahead = 0, isIn and most or -1 do
    local first = firstOf(people)
    if not first or first.owner == owner and mine == 0 then
      return ahead, true
    end
    mine = mine - (first.owner == owner and 1 or 0)
    first.waiting = first.waiting - 1
    local nextMs = now + ahead + 1
    if room then
      local fewest = firstOf(people)
      first.room = first.room or roomFor(room, first.owner)
      countSlot(first.room, 1, nextMs, fewest and slotsOfScore(fewest.score))
      first.score = scoreIn(first.room)
    else
      first.score = nextMs
    end
  end
  -- Everybody gets about as many as this person up to this ticket.
  local turns = redis.call('ZRANK', queue .. ':line:' .. owner, ticket) or 0
  local sum = turns
  for _, person in ipairs(people) do
    local waiting = redis.call('ZCARD', queue .. ':line:' .. person.owner)
    sum = sum + (person.owner == owner and 0 or math.min(waiting, turns + 1))
  end
  return math.max(most + 1, sum + others), false
end

-- How many wait in a queue; of more people than are counted one by one, those of the next ones.
local function countIn(queue)
  local waiting = 0
  for _, owner in ipairs(redis.call('ZRANGE', queue .. ':lines', 0, most)) do
    waiting = waiting + redis.call('ZCARD', queue .. ':line:' .. owner)
  end
  return waiting
end

local function wholeTime(ms)
  return ms and string.format('%.0f', ms)
end

local function toldPause(what)
  local pause = pauseOf(what)
  if pause then
    pause.ends = wholeTime(pause.ends)
  end
  return pause
end

local task = loadTask(id)
if not task then
  return false
end
local state, lane, taskType = task.state, laneOf(task), typeOf(task)
local ticket, owner = ticketId(task), state.owner
local why = {
  status = state.status,
  lane = lane,
  type = taskType,
  runAt = wholeTime(state.runAt),
  retryCount = state.retryCount,
  lanePause = toldPause('lane:' .. lane),
  typePause = toldPause('type:' .. taskType),
  hasWorker = redis.call('ZCOUNT', prefix .. ':workers', '(' .. now, '+inf') > 0,
  ahead = 0,
  isExact = true,
}
if state.status ~= 'pending' then
  return cjson.encode(why)
end
local queue = state.gate and gates.gateQueue(state.gate, lane) or roomKey(lane)
local room = roomOf(lane, owner)
local mine = room.ofOwner
if state.held then
  why.place = 'held'
elseif redis.call('ZSCORE', prefix .. ':due', ticket) then
  why.place = 'due'
elseif redis.call('ZSCORE', queue .. ':line:' .. owner, ticket) then
  why.place = state.gate and 'gate' or 'room'
  why.ahead, why.isExact = countAhead(queue, owner, ticket, not state.gate and room or nil)
else
  why.place = 'lane'
end
if why.place == 'gate' then
  local gate = gates.gateNamed(state.gate)
  local held = redis.call('SCARD', gates.gateKey(state.gate) .. ':held')
  why.gate = { name = state.gate, key = gate.key, concurrency = gate.concurrency, rate = gate.rate, held = held }
  why.gate.opensAt = gates.opensAt(gate)
  for _, other in ipairs(LANES) do -- in the order in which a gate calls them
    if other == lane then
      break
    end
    why.ahead = why.ahead + countIn(gates.gateQueue(state.gate, other))
  end
  why.isExact = why.isExact and why.ahead <= most
end
local waitList = laneKey(lane) .. 'wait'
if why.place == 'lane' then
  local position = redis.call('LPOS', waitList, ticket, 'RANK', -1) -- the next one is at the end
  why.ahead = position and redis.call('LLEN', waitList) - 1 - position or 0
elseif why.place == 'room' then
  why.ahead = why.ahead + redis.call('LLEN', waitList)
  local first = redis.call('ZRANGE', queue .. ':lines', 0, 0, 'WITHSCORES')
  why.isFairShare = first[1] ~= owner and slotsOfScore(first[2] or 0) < mine
end
return cjson.encode(why)
