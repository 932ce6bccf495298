-- What an OpenID provider says of somebody may come late: asked before something newer was written down, it says what was. Each
-- question has a number, and a hash has by each person the newest number that had been given when something of them was written,
-- and under '' the newest of all.

local answers = prefix .. ':answers'

-- Whether something of a person has been written down since a question was asked.
local function isOvertaken(link, question)
  return tonumber(question) <= (tonumber(redis.call('HGET', answers, link)) or 0)
end

-- Something of a person is written down now: what was asked before counts no longer.
local function overtakeOthers(link)
  redis.call('HSET', answers, link, redis.call('HGET', answers, '') or 0)
end
