/** What memory a process takes, in bytes. */
export interface Memory {
  /** Objects and buffers that are in use. */
  readonly live: number;
  readonly resident: number;
  /** The most that ever was resident. */
  readonly peakResident: number;
}

// Loaded into every process that is measured, ours and the peers'. Listening must not keep the process.
process.on('message', (question) => {
  if (question === 'memory') {
    globalThis.gc?.();
    const { heapUsed, external, rss } = process.memoryUsage();
    const memory: Memory = {
      live: heapUsed + external,
      resident: rss,
      peakResident: process.resourceUsage().maxRSS * 1024,
    };
    process.send?.(memory);
  }
  if (question === 'cpu') {
    const { user, system } = process.cpuUsage();
    process.send?.(user + system);
  }
});
process.channel?.unref();
