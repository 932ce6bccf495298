-- Whether there is an administrator who may sign in: with none, nobody could make one.
-- KEYS 1 prefix
-- Returns 1 | 0
--- @include "accounts"
--- @flags allow-oom
return hasAdministrator('') and 1 or 0
