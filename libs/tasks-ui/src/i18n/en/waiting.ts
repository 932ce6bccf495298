import type { SameTexts } from '@task-queue/ui/i18n';
import type { waiting as waitingInChinese } from '../zh-cn/waiting';

export const waiting: SameTexts<typeof waitingInChinese> = {
  label: 'Why it waits',
  asking: 'Looking why it waits',
  unknown: 'Why it waits could not be found out, look again in a moment',
  code: {
    SCHEDULED: 'Waits for its time',
    BACKOFF: 'Did not succeed and is tried again',
    NO_WORKER: 'No worker is there',
    FAIR_SHARE: 'Others come first, as its creator has tasks running',
    QUEUED: 'Waits for a free slot',
  },
  paused: {
    high: 'The high-priority lane is paused',
    normal: 'The normal-priority lane is paused',
    low: 'The low-priority lane is paused',
    type: 'Tasks of this type are paused',
  },
  limited: 'The limit is reached: {{limit}}',
  because: '{{what}} ({{why}})',
  until: '{{why}}, {{end}}',
  end: {
    SCHEDULED: 'runs {{time}}',
    BACKOFF: 'next try {{time}}',
    PAUSED: 'until {{time}}',
    RATE: 'may start from {{time}} on',
  },
  ahead: {
    one: '{{count}} task is before it',
    other: '{{count}} tasks are before it',
    about: 'about {{count}} before it',
  },
  eta: { soon: 'likely to start within a minute', range: 'likely to start between {{from}} and {{to}}' },
  ends: { soon: 'Likely to end within a minute', range: 'Likely to end between {{from}} and {{to}}' },
  and: '; ',
  then: '. ',
  limit: {
    atOnce: {
      none: 'at most {{count}} at once',
      owner: 'at most {{count}} at once for each person',
      param: 'at most {{count}} at once for each {{param}}',
    },
    rate: {
      none: 'at most {{count}} {{span}}',
      owner: 'at most {{count}} {{span}} for each person',
      param: 'at most {{count}} {{span}} for each {{param}}',
    },
    per: { second: 'per second', minute: 'per minute', hour: 'per hour' },
    perMany: { second: 'per {{count}} s', minute: 'per {{count}} min', hour: 'per {{count}} h' },
  },
};
