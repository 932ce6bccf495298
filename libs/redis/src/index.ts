export { BLOCKING, FAIL_FAST, PERSISTENT } from './connection-purposes.js';
export { RedisClock } from './redis-clock.js';
export { connectRedis, openRedis, redisData, type RedisData, type RedisPlace } from './redis-connection.js';
export { RedisConnectionError } from './redis-connection-error.js';
export { RedisConnections } from './redis-connections.js';
export { isFull, isRefusal, troubleOf, type RedisTrouble } from './redis-trouble.js';
export type { RedisUse } from './redis-use.js';
export { loadScript, ScriptError, type LuaFiles } from './script-loader.js';
export { REDIS_WARNINGS, RedisWatch, type RedisRoom, type RedisWarning } from './redis-watch.js';
