import { plainText } from '@task-queue/contracts';

/** What somebody gives as a reason, as it is kept; `null` where they say nothing. */
export function reasonOf(given: string | null | undefined): string | null {
  const reason = plainText((given ?? '').trim()).toWellFormed();
  return reason === '' ? null : reason;
}
