import type { SameTexts } from '@task-queue/ui/i18n';
import type { errors as errorsInChinese } from '../zh-cn/errors';

export const errors: SameTexts<typeof errorsInChinese> = {
  title: 'Errors',
  lead: 'Why tasks fail: errors that are alike are one kind.',
  leadOwn: 'Why your tasks fail: errors that are alike are one kind.',
  loading: 'Loading errors',
  failed: 'The errors could not be loaded',
  stale: 'This could not be updated; it is how it was at {{time}}',
  stateLabel: 'Filter by state',
  state: { open: 'Open', muted: 'Muted', resolved: 'Resolved', any: 'All' },
  sortLabel: 'Sort by',
  sort: { lastAt: 'Latest', count: 'Most often' },
  trend: 'Happened in the last {{hours}} h: {{count}}',
  count: 'Times',
  still: 'Still failed',
  first: 'First',
  last: 'Latest',
  action: { tasks: 'Show tasks', retry: 'Retry all', resolved: 'Resolved', muted: 'Mute', open: 'Open again' },
  actOn: '{{action}}: {{name}}',
  done: {
    open: 'Open again',
    muted: 'Muted: it stays so when it happens again',
    resolved: 'Resolved: it is open again when it happens again',
  },
  undo: 'Undo',
  openSample: 'Open the sample task',
  sampleGone: 'The sample task was deleted',
  copyStack: 'Copy the stack',
  empty: {
    open: { title: 'No open errors', hint: 'When tasks fail, they stand here by the kind of their error.' },
    muted: { title: 'No muted errors', hint: 'Errors that need no care can be muted, and are here then.' },
    resolved: {
      title: 'No resolved errors',
      hint: 'What you say is resolved comes here, and is open again when it recurs.',
    },
    any: { title: 'No errors yet', hint: 'When tasks fail, they stand here by the kind of their error.' },
  },
  showAny: 'Show all errors',
};
