import { zoneName } from '@task-queue/ui/time-field';

/** Whether the browser knows a time zone by this id. */
export function isZone(id: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: id }).resolvedOptions().timeZone !== '' && id !== '';
  } catch {
    return false;
  }
}

/** Every time zone that the browser knows: its own first, then UTC. */
export function allZones(): readonly string[] {
  return [...new Set([zoneName(), 'UTC', ...Intl.supportedValuesOf('timeZone')])];
}
