-- Several creates.
-- KEYS 1 record of numbers (`meta`)
-- ARGV 3 … 'create', how many arguments follow, those of `create`; the next create
-- Returns for each what `create` returns | {'failed', message}
-- Events those of `create`
--- @include "../record/record"
--- @include "../life/create-one"
--- @include "answer-each"
--- @include "write-created"
--- @include "write-together"
local calls = { ARGV[3], unpack(ARGV, 4) }

together = newTogether()
local left = together
local answers = answerEach({ create = createOne }, calls)
local broken = writeTogether({ writeNumbers, writeIntake })
for i = #answers, 1, -1 do
  if left.toFile and answers[i][1] == 'created' then
    answers[i][4], left.toFile = left.toFile, nil
  end
end
return broken or answers
