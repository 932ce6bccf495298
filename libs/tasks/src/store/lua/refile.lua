-- Files tasks by the terms of this version instead of those of an earlier one.
-- KEYS 1 record of numbers (`meta`)
-- ARGV 3 version of the terms, 4 the number that the tasks are above, 5 the last one's number or 'done', then of each: id,
--      former and present terms of title and type (JSON), the error's terms as they were read, its present terms (JSON)
-- Returns 'ok' | 'moved' when somebody else filed them
--- @include "lib/intake"
if tonumber(redis.call('HGET', KEYS[1], 'refiled') or 0) ~= tonumber(ARGV[4]) then
  return 'moved'
end
fileIntake()
local added, removed = newBatch(), newBatch()
for i = 6, #ARGV, 5 do
  local task = loadTask(ARGV[i]) -- nil when it was deleted meanwhile
  if task then
    local former, present = parsedTermValues(ARGV[i + 1]), parsedTermValues(ARGV[i + 2])
    for value in pairs(former) do
      if not present[value] then
        removed.put(task.state.number, 'term', value)
      end
    end
    for value in pairs(present) do
      if not former[value] then
        added.put(task.state.number, 'term', value)
      end
    end
    if task.error ~= '' and task.errorTerms == ARGV[i + 3] then -- else it failed anew meanwhile
      setError(task, task.error, ARGV[i + 4])
    end
  end
end
added.write(addBits)
removed.write(removeBits)
if ARGV[5] == 'done' then
  redis.call('HSET', KEYS[1], 'terms', ARGV[3])
  redis.call('HDEL', KEYS[1], 'refiled')
else
  redis.call('HSET', KEYS[1], 'refiled', ARGV[5])
end
return 'ok'
