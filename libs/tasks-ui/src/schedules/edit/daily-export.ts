import type { ScheduleDraft } from '@task-queue/contracts';
import { EXPORT_TYPE } from '../../data/task-types';
import { zoneName } from '@task-queue/ui/time-field';

/** One's own tasks as a file every day, in the browser's zone, before anybody is at work. */
export function dailyExport(name: string): Partial<ScheduleDraft> {
  return { name, type: EXPORT_TYPE, cron: '30 6 * * *', timeZone: zoneName() };
}
