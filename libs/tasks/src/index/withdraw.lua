-- Takes tasks whose record is gone or cannot be read off containers of their segment.
-- KEYS 1 record of numbers (`meta`)
-- ARGV 3 the tasks (JSON: {id, number}, …), 4 the containers (JSON: their keys)
-- Returns 'ok'
--- @flags allow-oom
--- @include "intake"
--- @include "withdrawing"
local tasks, containers = cjson.decode(ARGV[3]), cjson.decode(ARGV[4])

fileIntake()
for _, entry in ipairs(tasks) do
  local id, number = unpack(entry)
  if not isReadable(id) then
    for _, key in ipairs(containers) do
      withdraw(key, number)
    end
  end
end
return 'ok'
