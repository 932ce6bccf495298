/** There is no Redis where it should be, or none that may be used. */
export class RedisConnectionError extends Error {
  override readonly name = 'RedisConnectionError';
}
