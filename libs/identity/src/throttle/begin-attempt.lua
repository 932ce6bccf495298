-- Counts an attempt to sign in before its password is looked at, unless too many failed or are under way. From where
-- the person signed in lately only that place counts; from elsewhere the account and the address do.
-- KEYS 1 prefix
-- ARGV 1 account, 2 address, 3 account at this address, 4 account on this device or '', 5 window in s,
--      6 most failures of an account, 7 most failures of an address
-- Returns {0, counters the attempt is in}, or {how long to wait in s}
--- @flags allow-oom
local function counter(name)
  return KEYS[1] .. ':login-attempts:' .. name
end
local function countsOf(name)
  local counts = redis.pcall('HMGET', counter(name), 'failed', 'underWay')
  if counts.err then
    redis.call('DEL', counter(name)) -- somebody else put another type of key there
    return {}
  end
  return counts
end
local most = tonumber(ARGV[6])
local counters
if ARGV[4] ~= '' then
  counters = { { ARGV[4], most } }
elseif redis.call('EXISTS', KEYS[1] .. ':login-known:' .. ARGV[3]) == 1 then
  counters = { { ARGV[3], most } }
else
  counters = { { ARGV[1], most }, { ARGV[2], tonumber(ARGV[7]) } }
end
local wait = 0
for _, entry in ipairs(counters) do
  local counts = countsOf(entry[1])
  local failed, underWay = tonumber(counts[1]) or 0, tonumber(counts[2]) or 0
  if failed >= entry[2] then
    wait = math.max(wait, redis.call('TTL', counter(entry[1])), 1)
  elseif failed + underWay >= entry[2] then
    wait = math.max(wait, 1)
  end
end
if wait > 0 then
  return { wait }
end
local answer = { 0 }
for _, entry in ipairs(counters) do
  redis.call('HINCRBY', counter(entry[1]), 'underWay', 1)
  redis.call('EXPIRE', counter(entry[1]), ARGV[5], 'NX')
  answer[#answer + 1] = entry[1]
end
return answer
