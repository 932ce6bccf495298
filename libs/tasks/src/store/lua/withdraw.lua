-- Takes tasks whose record is gone or cannot be read off containers of their segment.
-- KEYS 1 record of numbers (`meta`)
-- ARGV 3 how many tasks, then id and number of each, then the containers
-- Returns 'ok'
--- @flags allow-oom
--- @include "lib/intake"
--- @include "lib/withdrawing"
local first = 4 + 2 * tonumber(ARGV[3])
fileIntake()
for i = 4, first - 1, 2 do
  if not isReadable(ARGV[i]) then
    for j = first, #ARGV do
      withdraw(ARGV[j], tonumber(ARGV[i + 1]))
    end
  end
end
return 'ok'
