-- Ends tickets of a lane and takes the next ones, as Bull's moveToFinished (4.16) would one by one: without what only other jobs
-- have (a result that is kept, a debounce, metrics), and without Bull's own word of it, for the event log tells what happened.
-- KEYS 1 the list of tickets that slots hold
-- ARGV 3 the lane, 4 the token of its consumer, 5 how long that holds a ticket (ms), 6 … a ticket, whether the next one is taken
--      ('1'); the next of them
-- Returns of each the next ticket; 0 where there is none | what Bull answers: -1 no such job, -2 nobody holds it any more, -6
--      somebody else does, -3 no slot has it
--- @flags allow-oom
--- @include "lane"
local key, token, lockMs = laneKey(ARGV[3]), ARGV[4], ARGV[5]
local asked = { ARGV[6], unpack(ARGV, 7) }

local locks = {}
for i = 1, #asked, 2 do
  locks[#locks + 1] = key .. asked[i] .. ':lock'
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

local answers, gone, let = {}, {}, {}
for place, holder in ipairs(holders) do
  local ticket = asked[2 * place - 1]
  answers[place] = endTicket(ticket, holder)
  if holder == token then
    gone[#gone + 1], let[#let + 1] = locks[place], ticket
    gone[#gone + 1] = answers[place] == 0 and key .. ticket or nil
  end
end
if #gone > 0 then
  redis.call('DEL', unpack(gone))
  redis.call('SREM', key .. 'stalled', unpack(let))
end

for place, answer in ipairs(answers) do
  if answer == 0 and asked[2 * place] == '1' then
    local ticket = redis.call('RPOPLPUSH', key .. 'wait', key .. 'active')
    if ticket then
      redis.call('SET', key .. ticket .. ':lock', token, 'PX', lockMs)
      answers[place] = ticket
    end
  end
end
return answers
