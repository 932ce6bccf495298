-- What a script that does much together (`grouped`) has still to write, each once at its end; nil in all others.
--   counts   by key, by field: how much is counted in or out
--   bytes    by status: the same of what finished tasks take
--   bits     by container, by bit: '1' or '0'
--   numbers  the newest number and creation time, and by segment the first of the numbers given and their ids
--   intake   entries
--   lanes    by lane, tickets
--   leaving  by lane, how many slots were about to be free
local together

local function newTogether()
  return { counts = {}, bytes = {}, bits = {}, numbers = { ids = {} }, intake = {}, lanes = {}, leaving = {} }
end
