import type { SameTexts } from '@task-queue/ui/i18n';
import type { bulk as bulkInChinese } from '../zh-cn/bulk';

export const bulk: SameTexts<typeof bulkInChinese> = {
  label: 'Bulk actions',
  select: 'Select “{{title}}”',
  selectPage: 'Select all on this page',
  selected: '{{count}} selected',
  everything: 'All {{count}} that match selected',
  chooseEverything: 'Select all {{count}} that match',
  clear: 'Clear selection',
  action: { cancel: 'Cancel', stop: 'Stop', retry: 'Retry', delete: 'Delete' },
  confirm: {
    cancel: {
      title: 'Cancel tasks? ({{count}})',
      body: 'Those that have not started will not run. Those that are running or over stay as they are.',
      keep: 'Keep tasks',
      confirm: 'Cancel tasks',
    },
    stop: {
      title: 'Stop tasks? ({{count}})',
      body: 'Those that run are told to stop, and cancelled; by force if they do not stop in time. The others stay as they are.',
      keep: 'Let them run',
      confirm: 'Stop tasks',
    },
    retry: {
      title: 'Retry tasks? ({{count}})',
      body: 'Those that failed go back to their lanes. The others stay as they are.',
      keep: 'Not now',
      confirm: 'Retry',
    },
    delete: {
      title: 'Delete tasks? ({{count}})',
      body: 'Records, logs and files of those that are over will be gone for good. The others stay as they are.',
      keep: 'Keep tasks',
      confirm: 'Delete tasks',
    },
  },
  outcome: { cancel: 'Bulk cancel', stop: 'Bulk stop', retry: 'Bulk retry', delete: 'Bulk delete' },
  done: {
    cancel: 'Tasks cancelled: {{count}}',
    stop: 'Tasks asked to stop: {{count}}',
    retry: 'Tasks back in their lanes: {{count}}',
    delete: 'Tasks deleted: {{count}}',
  },
  details: 'Details',
  summary: '{{done}} done, {{refused}} refused',
  matched: 'Matched',
  ok: 'Done',
  goesOn: 'It goes on when you close this; the list shows how far it is.',
  refusal: {
    running: 'A running task cannot be cancelled',
    finished: 'The task has already finished',
    notFailed: 'Only a failed task can be retried',
    notFinished: 'Only a finished task can be deleted',
    notRunning: 'The task is not running',
    notStoppable: 'Tasks of this type cannot be stopped',
    duplicate: 'There is a task like it that is not over yet',
    queueFull: 'Too many tasks are waiting',
    notFound: 'There is no such task',
    other: 'Could not be done',
  },
};
