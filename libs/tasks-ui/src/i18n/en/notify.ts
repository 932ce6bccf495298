import type { SameTexts } from '@task-queue/ui/i18n';
import type { notify as notifyInChinese } from '../zh-cn/notify';

export const notify: SameTexts<typeof notifyInChinese> = {
  completed: 'Task completed',
  failed: 'Task failed',
  more: 'More tasks ended: {{completed}} completed, {{failed}} failed',
  open: 'View',
  asking: 'The browser is asking whether to allow notifications: choose in its own prompt.',
  ask: 'Turn on browser notifications to hear at once when a task completes or fails.',
  allow: 'Turn on',
  later: 'Not now',
  denied:
    'The browser refuses notifications, so results are shown in the page. To change that, click the icon left of the address and allow notifications in the site settings.',
  understood: 'Got it',
};
