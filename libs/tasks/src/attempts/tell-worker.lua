-- Tells the worker of an attempt something at once, where it listens (`worker/worker-channel.ts`). Nothing depends on it: a
-- worker that does not hear it learns it when it renews, and one that may not be told keeps no change from being made.
--- @include "../record/record"
local function tellWorker(attemptJson, message)
  local attempt = decoded(attemptJson)
  if attempt and type(attempt.worker) == 'string' then
    redis.pcall('PUBLISH', prefix .. ':worker:' .. attempt.worker, cjson.encode(message))
  end
end
