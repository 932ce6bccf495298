/** A time as the name of a file has it: `2026-11-23-081530`, in UTC. */
export function utcStamp(time: Date): string {
  return time.toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '');
}
