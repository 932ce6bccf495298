import type { zhCN } from './zh-cn';

type Texts = { readonly [Key in keyof typeof zhCN]: Section<(typeof zhCN)[Key]> };
type Section<T> = T extends string ? string : { readonly [Key in keyof T]: string };

export const en: Texts = {
  product: 'Task Center',
  nav: {
    label: 'Main navigation',
    open: 'Open navigation',
    system: 'System status',
    tasks: 'Task queue',
    skip: 'Skip to content',
  },
  login: {
    title: 'Sign in',
    lead: 'Start long work, watch it, find it again',
    username: 'User name',
    password: 'Password',
    submit: 'Sign in',
    submitting: 'Signing in',
    required: 'Required',
    unreachable: 'The server cannot be reached. Check your connection and try again',
  },
  user: { menu: 'Account', logout: 'Sign out', admin: 'Administrator', user: 'User' },
  language: { label: 'Language', 'zh-CN': '简体中文', en: 'English' },
  theme: { label: 'Appearance', system: 'As the system', light: 'Light', dark: 'Dark' },
  paginator: {
    itemsPerPage: 'Per page',
    next: 'Next page',
    previous: 'Previous page',
    first: 'First page',
    last: 'Last page',
    range: '{{from}}–{{to}} of {{total}}',
    empty: '0 of 0',
  },
};
