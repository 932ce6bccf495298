/** Stops the Redis that the setup started. */
export default async function teardown() {
  await globalThis.testRedis?.stop();
}
