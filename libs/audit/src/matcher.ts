import type { AuditEntry, AuditFilter } from '@task-queue/contracts';

/**
 * Whether entries fit a filter.
 *
 * @param toMs - before this time, which a page may begin after
 */
export function matcherOf(filter: AuditFilter, toMs: number | null = null): (entry: AuditEntry) => boolean {
  const { who, action, targetType, targetId, outcome, address, without } = filter;
  const person = who?.toLowerCase();
  return (entry) =>
    (toMs === null || Date.parse(entry.at) < toMs) &&
    !(without === 'renewals' && isRenewal(entry)) &&
    (action === undefined || action.includes(entry.action)) &&
    (outcome === undefined || outcome.includes(entry.outcome)) &&
    (address === undefined || entry.address === address) &&
    (person === undefined || entry.who?.id === who || entry.who?.username.toLowerCase() === person) &&
    (targetType === undefined || entry.target?.type === targetType || (targetType === 'task' && hasTasks(entry))) &&
    (targetId === undefined || entry.target?.id === targetId || tasksOf(entry).includes(targetId));
}

/** Of a session that went on: what else came of one is said in the entry. */
const isRenewal = ({ action, outcome, after }: AuditEntry): boolean =>
  action === 'auth.refresh' && outcome === 'done' && after === null;

const hasTasks = (entry: AuditEntry): boolean => tasksOf(entry).length > 0;

/** Tasks that it was done to with others, or that it made. */
function tasksOf({ taskId, after }: AuditEntry): readonly unknown[] {
  const many = after?.['taskIds'];
  return [...(taskId === null ? [] : [taskId]), ...(Array.isArray(many) ? (many as unknown[]) : [])];
}
