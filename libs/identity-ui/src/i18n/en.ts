import type { SameTexts } from '@task-queue/ui/i18n';
import type { zhCN } from './zh-cn';

/** Under `identity`, in English. */
export const en: SameTexts<typeof zhCN> = {
  identity: {
    login: {
      title: 'Sign in',
      username: 'User name',
      password: 'Password',
      submit: 'Sign in',
      submitting: 'Signing in',
    },
    role: {
      viewer: 'Viewer',
      user: 'User',
      operator: 'Operator',
      admin: 'Administrator',
    },
    form: { cancel: 'Cancel', saving: 'Saving', required: 'Required' },
    password: {
      title: 'Change password',
      lead: 'Your sessions on other devices will end.',
      current: 'Current password',
      new: 'New password',
      repeat: 'New password again',
      rule: '8 to 128 characters',
      different: 'The two new passwords differ',
      submit: 'Change password',
      done: 'Password changed',
    },
    users: {
      title: 'Users',
      lead: 'Who can sign in, and whose tasks they see.',
      loading: 'Loading users',
      create: 'New user',
      submit: 'Create',
      you: 'You',
      active: 'Active',
      disabled: 'Disabled',
      menu: 'Actions for “{{name}}”',
      resetPassword: 'Reset password',
      resetLead: 'Give “{{name}}” a new password. All their sessions will end.',
      changeRole: 'Change role',
      roleLead: 'What “{{name}}” may do from now on. All their sessions will end.',
      disable: 'Disable',
      enable: 'Enable',
      delete: 'Delete',
      nameRule: '2 to 64 letters, digits or . _ @ -',
      roleHint: {
        viewer: "Sees everybody's tasks, lanes and schedules, and changes nothing.",
        user: 'Sees and handles their own tasks alone.',
        operator: "Sees and handles everybody's tasks, lanes and schedules.",
        admin: 'Does what operators do, and manages users.',
      },
      column: { name: 'User name', role: 'Role', state: 'State', created: 'Created', actions: 'Actions' },
      done: { created: 'User created', changed: 'User changed', deleted: 'User deleted' },
      disableDialog: {
        title: 'Disable “{{name}}”?',
        body: 'All their sessions end at once and they can no longer sign in. Their tasks go on.',
        keep: 'Keep active',
        confirm: 'Disable',
      },
      deleteDialog: {
        title: 'Delete “{{name}}”?',
        body: 'The account is deleted and all its sessions end at once. This cannot be undone. Their tasks stay.',
        keep: 'Keep user',
        confirm: 'Delete user',
      },
      again: 'Try again',
    },
  },
};
