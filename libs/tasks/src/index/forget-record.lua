-- Takes what is left of a task whose record is gone or cannot be read off the counts, with the containers that tell what it
-- was counted by, off the leases, the stops, the due set and the times it was to keep.
-- KEYS 1 record of numbers (`meta`)
-- ARGV 3 id, 4 number, 5 its entries of the due set (JSON), 6 the containers of owner, status and type (JSON: their keys)
-- Returns 'ok' | 'READABLE'
--- @flags allow-oom
--- @include "../record/sizes"
--- @include "numbers"
--- @include "withdrawing"
local id, number = ARGV[3], tonumber(ARGV[4])
local dueEntries, containers = cjson.decode(ARGV[5]), cjson.decode(ARGV[6])

if isReadable(id) then
  return 'READABLE'
end
local counted = {}
for _, key in ipairs(containers) do
  if withdraw(key, number) then
    local facet, value = key:sub(#postingKey(math.floor(number / SEGMENT), '', '')):match('^(%w+):(.*)$')
    counted[facet] = value
  end
end
for _, facet in ipairs({ 'status', 'type' }) do
  if counted.owner and counted[facet] then
    count(counted.owner, facet, counted[facet], -1)
  end
end
if counted.status then
  local task = loadTask(id)
  countBytes(counted.status, -(task and task.state.bytes or 0))
end
for _, key in ipairs({ ':leases', ':stops', ':starts', ':deadlines' }) do
  redis.call('ZREM', prefix .. key, id)
end
for _, member in ipairs(dueEntries) do
  redis.call('ZREM', prefix .. ':due', member)
end
redis.call('DEL', recordKey(id), prefix .. ':log:' .. id)
forgetIfEmpty(math.floor(number / SEGMENT))
return 'ok'
