import { inject } from '@angular/core';
import type { Routes } from '@angular/router';
import auditIcon from '@material-symbols/svg-400/rounded/fact_check.svg';
import keyIcon from '@material-symbols/svg-400/rounded/key.svg';
import icon from '@material-symbols/svg-400/rounded/group.svg';
import type { Page } from '@task-queue/ui/pages';
import { Session } from './session/session';

/** The pages of accounts, for the application's menu and routes; each is loaded when it is first opened. */
export function identityPages(): readonly Page[] {
  return [
    {
      section: 'system',
      path: 'audit',
      title: 'identity.audit.title',
      icon: auditIcon,
      isAllowed: () => inject(Session).permissions().includes('audit:read'),
      routes: [{ path: '', loadComponent: () => import('./audit/audit-page').then(({ AuditPage }) => AuditPage) }],
    },
    {
      section: 'settings',
      path: 'tokens',
      title: 'identity.tokens.title',
      icon: keyIcon,
      routes: [{ path: '', loadComponent: () => import('./tokens/tokens-page').then(({ TokensPage }) => TokensPage) }],
    },
    {
      section: 'settings',
      path: 'users',
      title: 'identity.users.title',
      icon,
      isAllowed: () => inject(Session).permissions().includes('users:manage'),
      routes: [{ path: '', loadComponent: () => import('./users/users-page').then(({ UsersPage }) => UsersPage) }],
    },
  ];
}

/** The form that one signs in by, to be mounted below the application's own login page. */
export const loginFormRoutes: Routes = [
  { path: '', loadComponent: () => import('./login/login-form').then(({ LoginForm }) => LoginForm) },
];

/** The dialog that shows where one is signed in, loaded when it is asked for; to be opened with `MatDialog`. */
export async function sessionsDialog() {
  return (await import('./sessions/sessions-dialog')).SessionsDialog;
}

/** The dialog of one's own two-step verification, loaded when it is asked for; to be opened with `MatDialog` and `closeOnNavigation: false`. */
export async function secondFactorDialog() {
  return (await import('./second-factor/second-factor-dialog')).SecondFactorDialog;
}

/** The dialog that changes one's own password, loaded when it is asked for; to be opened with `MatDialog` and `closeOnNavigation: false`. */
export async function passwordDialog() {
  return (await import('./password/password-dialog')).PasswordDialog;
}
