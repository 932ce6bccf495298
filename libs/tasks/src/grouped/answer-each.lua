-- What several callers ask for, in one script: each is checked, done and answered as if it had come alone.

-- acts: a function for each name; calls: of each its name, how many arguments it has, and those, one call after the other.
-- Returns an answer each; {'failed', message} of one that broke off.
local function answerEach(acts, calls)
  local answers, at = {}, 1
  while at <= #calls do
    local last = at + 1 + tonumber(calls[at + 1])
    local isDone, answer = pcall(acts[calls[at]], unpack(calls, at + 2, last))
    if not isDone then
      answer = { 'failed', type(answer) == 'table' and answer.err or tostring(answer) }
    end
    answers[#answers + 1] = answer
    at = last + 1
  end
  return answers
end
