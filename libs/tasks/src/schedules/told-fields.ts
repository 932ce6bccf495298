import type { AuditFields } from '@task-queue/contracts';
import type { ScheduleDefinition } from './schedule-record.js';

/** What the audit log tells of a schedule; of its params only that they are others. */
const TOLD = [
  ...(['name', 'type', 'priority', 'cron', 'everyMs', 'timeZone', 'anchorAt', 'startsAt', 'endsAt'] as const),
  ...(['missed', 'missedWithinMs', 'overlap', 'jitterMs', 'pauseAfterFailures'] as const),
];

/** What a schedule is, for the audit log. */
export function toldOf(definition: ScheduleDefinition): AuditFields {
  const fields = TOLD.flatMap((name) => (definition[name] === undefined ? [] : [[name, definition[name]] as const]));
  return { ...Object.fromEntries(fields), owner: definition.createdBy.username, ownerId: definition.createdBy.id };
}

/** What a change makes other. */
export function toldChange(
  before: ScheduleDefinition,
  after: ScheduleDefinition,
): { readonly before: AuditFields; readonly after: AuditFields } {
  const [was, is] = [toldOf(before), toldOf(after)];
  const others = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((name) => was[name] !== is[name]);
  const isParams = JSON.stringify(before.params) !== JSON.stringify(after.params);
  const pick = (fields: AuditFields): AuditFields =>
    Object.fromEntries(others.map((name) => [name, fields[name] ?? null]));
  return { before: pick(was), after: { ...pick(is), ...(isParams ? { params: 'changed' } : {}) } };
}
