import { ValidationError } from '@task-queue/problems';

/** What a key of a caller's own is. */
export const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,200}$/;

/** @throws ValidationError for a header that is none */
export function requireIdempotencyKey(key: string | undefined): void {
  if (key !== undefined && !IDEMPOTENCY_KEY.test(key)) {
    const message = { zh: '必须是 1 至 200 个可见 ASCII 字符', en: 'must be 1 to 200 visible ASCII characters' };
    throw new ValidationError([{ field: 'Idempotency-Key', message }]);
  }
}
