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
  stop: { stopping: 'Stopping', forcedIn: 'forced in {{seconds}} s', stopped: 'Stopped while it ran' },
  expired: 'Expired: it did not begin in time',
  priority: { high: 'High', normal: 'Normal', low: 'Low' },
  action: {
    cancel: 'Cancel task',
    stop: 'Stop task',
    forceStop: 'Stop now',
    retry: 'Retry task',
    delete: 'Delete task',
    download: 'Download file',
    close: 'Close',
    copyId: 'Copy id',
  },
  error: { retry: 'Try again' },
  done: {
    cancelled: 'Task cancelled',
    stopping: 'Task was asked to stop',
    stopped: 'Task stopped',
    retried: 'Task is back in its lane',
    created: 'Task created',
    existed: 'There is a task like it already; nothing was created',
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
    stop: {
      title: 'Stop this task?',
      body: '“{{title}}” is running. It is told to stop, and cancelled; if it does not stop in time, by force.',
      keep: 'Let it run',
      confirm: 'Stop task',
      reason: 'Reason',
      reasonHint: 'Optional; shown to whoever looks at the task',
    },
    forceStop: {
      title: 'Stop without waiting any longer?',
      body: '“{{title}}” counts as cancelled at once. What it is doing may go on for a while.',
      keep: 'Keep waiting',
      confirm: 'Stop now',
    },
    delete: {
      title: 'Delete this task?',
      body: 'The record of “{{title}}”, its log and its file will be gone for good.',
      keep: 'Keep task',
      confirm: 'Delete task',
    },
  },
};
