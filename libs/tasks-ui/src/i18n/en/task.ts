import type { SameTexts } from '@task-queue/ui/i18n';
import type { task as taskInChinese } from '../zh-cn/task';

export const task: SameTexts<typeof taskInChinese> = {
  status: { pending: 'Pending', running: 'Running', completed: 'Completed', failed: 'Failed', cancelled: 'Cancelled' },
  wait: {
    turn: 'Waits for its turn',
    runAt: 'Runs {{time}}',
    runIn: 'Runs in {{seconds}} s',
    retryAt: 'Next try {{time}}',
    retryIn: 'Next try in {{seconds}} s',
  },
  priority: { high: 'High', normal: 'Normal', low: 'Low' },
  action: {
    cancel: 'Cancel task',
    retry: 'Retry task',
    delete: 'Delete task',
    download: 'Download file',
    close: 'Close',
    copyId: 'Copy id',
  },
  error: { retry: 'Try again' },
  done: {
    cancelled: 'Task cancelled',
    retried: 'Task is back in its lane',
    created: 'Task created',
    open: 'View',
    deleted: 'Task deleted',
  },
  confirm: {
    cancel: {
      title: 'Cancel this task?',
      body: '“{{title}}” has not started yet. Once cancelled it will not run.',
      keep: 'Keep task',
      confirm: 'Cancel task',
    },
    delete: {
      title: 'Delete this task?',
      body: 'The record of “{{title}}”, its log and its file will be gone for good.',
      keep: 'Keep task',
      confirm: 'Delete task',
    },
  },
};
