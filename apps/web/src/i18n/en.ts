import type { SameTexts } from '@task-queue/ui/i18n';
import type { zhCN } from './zh-cn';

export const en: SameTexts<typeof zhCN> = {
  product: 'Task Center',
  nav: {
    label: 'Main navigation',
    trail: 'You are here',
    open: 'Open navigation',
    system: 'System status',
    settings: 'System settings',
    skip: 'Skip to content',
  },
  login: {
    lead: 'Start long work, watch it, find it again',
  },
  user: {
    menu: 'Account',
    logout: 'Sign out',
  },
  language: { label: 'Language', 'zh-CN': '简体中文', en: 'English' },
  theme: { label: 'Appearance', system: 'As the system', light: 'Light', dark: 'Dark' },
  problem: {
    offline: 'You are offline. What you miss is made up for when the connection is back',
    missingPart: 'A part of the page could not be loaded: there may be a newer version. Reload to go on',
    reload: 'Reload',
  },
  notice: {
    again: 'Try again',
    home: 'Back to the task queue',
    notFound: { title: 'There is no such page', hint: 'The address may be wrong, or the page has moved.' },
    noPermission: {
      title: 'No permission',
      hint: 'Your account may not see this page. Ask an administrator if you need it.',
    },
    unreachable: {
      title: 'The server cannot be reached now',
      hint: 'You are still signed in. Check your connection, or try again later.',
    },
  },
  settings: {
    title: 'Settings',
    close: 'Close',
    notifications: 'Notifications',
    notice: { completed: 'When a task of mine completes', failed: 'When a task of mine fails' },
    permission: {
      granted: 'The browser shows notifications.',
      default: 'The browser has not been allowed to show notifications yet; for now they are shown in the page.',
      denied:
        'The browser refuses notifications; for now they are shown in the page. Click the icon left of the address to allow them in the site settings.',
      unsupported: 'This browser or connection has no notifications; they are shown in the page.',
    },
    allow: 'Turn on notifications',
    shortcuts: 'Keyboard shortcuts',
    shortcutsHint: 'What single keys do. Press ? to see them all.',
  },
};
