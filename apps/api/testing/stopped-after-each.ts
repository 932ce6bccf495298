import { afterEach } from '@jest/globals';

/** Things that each test puts in as it starts them: stopped after it, the last first; then `TEST_REDIS_URL` is as it was. */
export function stoppedAfterEach(): { stop(): Promise<void> }[] {
  const shared = process.env['TEST_REDIS_URL']!;
  const running: { stop(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const started of running.splice(0).reverse()) {
      await started.stop();
    }
    process.env['TEST_REDIS_URL'] = shared;
  });
  return running;
}
