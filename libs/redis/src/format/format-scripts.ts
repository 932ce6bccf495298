import type { Redis } from 'ioredis';
import type { DataFormat, FormatKeys } from './data-format.js';

/*
 * These scripts run also while Redis is full, and ask Redis for the time: what they write down is compared between programs
 * before any of them knows how far its clock is off.
 */

const NOW = `local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
`;

/**
 * Lets a program in, or keeps it in; writes the version where it is not written yet.
 * KEYS 1 format, 2 programs, 3 what is there wherever there is data. ARGV 1 who asks, 2 the version it knows, 3 for how long from
 * now on (ms), 4 the version it saw the last time, or ''.
 * Returns {'in' | 'too new' | 'restoring' | 'foreign', version, oldest}
 */
const ENTER = `#!lua flags=allow-oom
${NOW}
for i, key in ipairs(KEYS) do
  local type = redis.call('TYPE', key).ok
  if type ~= 'hash' and type ~= 'none' then
    return { 'foreign', key, type }
  end
end
local known = tonumber(ARGV[2])
local found = redis.call('HMGET', KEYS[1], 'version', 'oldest', 'restoring')
local version, oldest = tonumber(found[1] or ''), tonumber(found[2] or '') or 1
if found[3] then
  return { 'restoring', version or 0, oldest }
end
if not version then
  version = tonumber(ARGV[4]) or (redis.call('EXISTS', KEYS[3]) == 1 and 1 or known)
  redis.call('HSET', KEYS[1], 'version', version)
end
if oldest > known then
  redis.call('HDEL', KEYS[2], ARGV[1])
  return { 'too new', version, oldest }
end
redis.call('HSET', KEYS[2], ARGV[1], known .. ' ' .. (now + tonumber(ARGV[3])))
return { 'in', version, oldest }`;

/** A function that names the running programs that know less than a version. */
const RUNNING = `local function runningBelow(key, wanted)
  local found = {}
  local programs = redis.call('HGETALL', key)
  for i = 1, #programs, 2 do
    local version, untilMs = programs[i + 1]:match('^(%d+) (%d+)$')
    if not version or tonumber(untilMs) < now then
      redis.call('HDEL', key, programs[i])
    elseif tonumber(version) < wanted then
      found[#found + 1] = programs[i]
    end
  end
  return found
end
`;

const LIST = `#!lua flags=allow-oom
${NOW}${RUNNING}
return runningBelow(KEYS[1], math.huge)`;

/**
 * Closes the data to programs that know less than a step needs, unless one is running.
 * KEYS 1 format, 2 programs. ARGV 1 the version to be known.
 * Returns the names of those that are in the way; none when it is closed to them.
 */
const CLOSE = `#!lua flags=allow-oom
${NOW}${RUNNING}
local wanted = tonumber(ARGV[1])
local inTheWay = runningBelow(KEYS[2], wanted)
if #inTheWay == 0 and tonumber(redis.call('HGET', KEYS[1], 'oldest') or 1) < wanted then
  redis.call('HSET', KEYS[1], 'oldest', wanted)
end
return inTheWay`;

/** KEYS 1 format. ARGV 1 the version that is reached, one above what it was. Returns the version that is written. */
const REACH = `#!lua flags=allow-oom
local version = tonumber(redis.call('HGET', KEYS[1], 'version') or 0)
if version == tonumber(ARGV[1]) - 1 then
  redis.call('HSET', KEYS[1], 'version', ARGV[1])
  return tonumber(ARGV[1])
end
return version`;

/** What {@link enter} found; `key` and `type` where something else stands where the format should. */
export type Entry =
  | { readonly kind: 'in' | 'too new' | 'restoring'; readonly version: number; readonly oldest: number }
  | { readonly kind: 'foreign'; readonly key: string; readonly type: string };

/** See {@link ENTER}. */
export async function enter(
  redis: Redis,
  keys: FormatKeys,
  format: DataFormat,
  program: string,
  lifetimeMs: number,
  seen: number | null,
): Promise<Entry> {
  const [kind, first, second] = (await redis.eval(
    ENTER,
    3,
    keys.format,
    keys.programs,
    keys.root,
    program,
    format.version,
    lifetimeMs,
    seen ?? '',
  )) as [Entry['kind'], never, never];
  return kind === 'foreign' ? { kind, key: first, type: second } : { kind, version: first, oldest: second };
}

/** The names of the programs that are running. */
export async function runningPrograms(redis: Redis, keys: FormatKeys): Promise<readonly string[]> {
  return (await redis.eval(LIST, 1, keys.programs)) as string[];
}

/** See {@link CLOSE}. */
export async function closeBelow(redis: Redis, keys: FormatKeys, version: number): Promise<readonly string[]> {
  return (await redis.eval(CLOSE, 2, keys.format, keys.programs, version)) as string[];
}

/** See {@link REACH}. */
export async function reach(redis: Redis, keys: FormatKeys, version: number): Promise<number> {
  return (await redis.eval(REACH, 1, keys.format, version)) as number;
}
