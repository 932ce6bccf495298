-- Handlers of abandoned attempts have ended with the workers that are gone.
-- KEYS 1 who is alive
-- Event task:handler-ended
--- @flags allow-oom
--- @include "abandoned"
local handlers = redis.call('HGETALL', abandonedKey) -- each keeps a slot of its worker: there are few
for i = 1, #handlers, 2 do
  local countsUntil = tonumber(redis.call('ZSCORE', KEYS[1], handlers[i + 1]) or 0)
  if countsUntil <= now then
    endHandler(handlers[i]:match('^(.+)%.(%d+)$'))
  end
end
