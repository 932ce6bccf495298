import type { AppTexts } from './app-texts';

export const en: AppTexts = {
  app: {
    name: 'Task Center',
    page: { login: 'Sign in', tasks: 'Task queue' },
    menu: { open: 'Open navigation', label: 'Navigation', group: 'System status', tasks: 'Task queue' },
    language: { label: 'Change language', 'zh-CN': '简体中文', en: 'English' },
    theme: { label: 'Change appearance', system: 'Like the system', light: 'Light', dark: 'Dark' },
    user: { label: 'Account: {{name}}', admin: 'Administrator', user: 'User', logOut: 'Sign out' },
    skip: 'Skip to main content',
  },
  login: {
    title: 'Sign in to Task Center',
    hint: 'Hand over background tasks, follow their progress and results live',
    username: 'Username',
    password: 'Password',
    show: 'Show password',
    hide: 'Hide password',
    submit: 'Sign in',
    submitting: 'Signing in',
    required: 'Required',
    offline: 'The server cannot be reached. Check your connection and try again',
    failed: 'Signing in did not work. Try again later',
    expired: 'Your session has expired. Sign in again',
  },
};
