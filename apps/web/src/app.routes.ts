import { inject } from '@angular/core';
import { Router, type CanActivateFn, type Routes } from '@angular/router';
import { Session } from './session/session';

/** Lets in whoever is signed in; everybody else signs in first and comes back. */
const requireSession: CanActivateFn = async (_route, { url: returnTo }) => {
  const router = inject(Router);
  try {
    return (await inject(Session).restore()) || router.createUrlTree(['/login'], { queryParams: { returnTo } });
  } catch {
    return router.createUrlTree(['/unreachable'], { queryParams: { returnTo } });
  }
};

/** For pages that only administrators find. */
const requireAdmin: CanActivateFn = () =>
  inject(Session).user()?.role === 'admin' || inject(Router).createUrlTree(['/no-permission']);

/** Titles are keys of texts: see `PageTitle`. A page's way from the root, for the breadcrumb, is its `trail`. */
export const routes: Routes = [
  {
    path: 'login',
    title: 'login.title',
    loadComponent: () => import('./login/login-page').then(({ LoginPage }) => LoginPage),
  },
  {
    path: 'unreachable',
    title: 'notice.unreachable.title',
    loadComponent: () => import('./shell/notice-page').then(({ NoticePage }) => NoticePage),
    data: { notice: 'unreachable' },
  },
  {
    path: '',
    canActivate: [requireSession],
    loadComponent: () => import('./shell/shell').then(({ Shell }) => Shell),
    children: [
      { path: '', pathMatch: 'full', redirectTo: 'system/tasks' },
      {
        path: 'system/tasks',
        title: 'nav.tasks',
        data: { trail: ['nav.system', 'nav.tasks'] },
        loadChildren: () => import('@task-queue/tasks-ui').then(({ tasksUiRoutes }) => tasksUiRoutes),
      },
      {
        path: 'settings/users',
        title: 'nav.users',
        data: { trail: ['nav.settings', 'nav.users'] },
        canActivate: [requireAdmin],
        loadComponent: () => import('./users/users-page').then(({ UsersPage }) => UsersPage),
      },
      {
        path: 'no-permission',
        title: 'notice.noPermission.title',
        data: { notice: 'noPermission' },
        loadComponent: () => import('./shell/notice-page').then(({ NoticePage }) => NoticePage),
      },
      {
        path: '**',
        title: 'notice.notFound.title',
        data: { notice: 'notFound' },
        loadComponent: () => import('./shell/notice-page').then(({ NoticePage }) => NoticePage),
      },
    ],
  },
];
