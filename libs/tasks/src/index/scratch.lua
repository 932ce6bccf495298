-- Scratch keys live only inside the script and never reach the append-only file or a replica.
--- @include "../record/record"
local scratch = {}

-- A key to write to, inside `onScratch`; the same name gives the same key, as it was left.
local function scratchKey(name)
  local key = prefix .. ':scratch:' .. name
  scratch[key] = true
  return key
end

-- Does what writes scratch keys and nothing else. Returns what that returns.
local function onScratch(work)
  redis.set_repl(redis.REPL_NONE)
  local result = work()
  redis.set_repl(redis.REPL_ALL)
  return result
end

local function dropScratch()
  onScratch(function()
    for key in pairs(scratch) do
      redis.call('DEL', key)
    end
  end)
end
