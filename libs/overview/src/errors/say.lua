-- Keeps what somebody says of a kind of errors.
-- KEYS 1 what was said of kinds
-- ARGV 1 prefix, 2 the kind, 3 what is said (JSON), '' for nothing any more, 4 the audit entry
local fingerprint, said, entry = ARGV[2], ARGV[3], ARGV[4]
tellAudit(entry)
if said == '' then
  redis.call('HDEL', KEYS[1], fingerprint)
else
  redis.call('HSET', KEYS[1], fingerprint, said)
end
