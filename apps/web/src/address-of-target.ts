import type { AuditTarget } from '@task-queue/contracts';

/** The page that shows what the audit log tells of; `null` where none does. */
export function addressOfTarget({ type, id }: AuditTarget): string | null {
  switch (type) {
    case 'task':
      return `/system/tasks/${encodeURIComponent(id)}`;
    case 'schedule':
      return '/system/schedules';
    case 'lane':
    case 'type':
      return '/system/lanes';
    case 'error':
      return '/system/errors';
    case 'user':
      return '/settings/users';
    case 'session':
    case 'token':
    case 'view':
    case 'call':
      return null;
  }
}
