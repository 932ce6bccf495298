-- Moves tickets of a lane as Bull's moveToActive and moveToFinished (4.16) would one by one: without what only other jobs have (a
-- result that is kept, a debounce, metrics, limits), and without Bull's own word of it, for the event log tells what happened.
-- KEYS 1 the list of tickets that slots hold
-- ARGV 3 the lane, 4 the token of its consumer, 5 how long that holds a ticket (ms), 6 … a ticket, and what of it: 'take' (it was
--      popped), '0' (its slot is done with it) or '1' (and takes the next one), 'next' (of none: a slot takes one); the next of
--      them
-- Returns of each the ticket that its slot has now; 0 where it has none | what Bull answers: -1 no such job, -2 nobody holds it
--      any more, -6 somebody else does, -3 no slot has it
--- @flags allow-oom
--- @include "lane"
local key, token, lockMs = laneKey(ARGV[3]), ARGV[4], ARGV[5]
local asked = { ARGV[6], unpack(ARGV, 7) }

local function lockOf(ticket)
  return key .. ticket .. ':lock'
end

local function hold(ticket)
  redis.call('SET', lockOf(ticket), token, 'PX', lockMs)
  return ticket
end

-- First of all, for one of them may be ended here as well.
local locks, isTaken = {}, {}
for i = 1, #asked, 2 do
  locks[#locks + 1] = lockOf(asked[i])
  isTaken[#locks] = asked[i + 1] == 'take' and hold(asked[i]) ~= nil
end
local holders = redis.call('MGET', unpack(locks))

local function endTicket(ticket, holder)
  if holder == token then
    return redis.call('LREM', key .. 'active', '-1', ticket) > 0 and 0 or -3
  elseif redis.call('EXISTS', key .. ticket) == 0 then
    return -1
  end
  return holder and -6 or -2
end

local answers, gone, sound = {}, {}, {}
for place, holder in ipairs(holders) do
  local ticket, isNext = asked[2 * place - 1], asked[2 * place] == 'next'
  answers[place] = isTaken[place] and ticket or isNext and 0 or endTicket(ticket, holder)
  if holder == token then
    sound[#sound + 1] = ticket
  end
  if not isTaken[place] and holder == token then
    gone[#gone + 1] = locks[place]
    gone[#gone + 1] = answers[place] == 0 and key .. ticket or nil
  end
end
if #gone > 0 then
  redis.call('DEL', unpack(gone))
end
if #sound > 0 then
  redis.call('SREM', key .. 'stalled', unpack(sound))
end

for place, answer in ipairs(answers) do
  if answer == 0 and asked[2 * place] ~= '0' then
    local ticket = redis.call('RPOPLPUSH', key .. 'wait', key .. 'active')
    answers[place] = ticket and hold(ticket) or 0
  end
end
return answers
