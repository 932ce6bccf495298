import { inject } from '@angular/core';
import { Router, type CanActivateFn, type Routes } from '@angular/router';
import { Session } from './session/session';

/** Lets in whoever is signed in; everybody else signs in first and comes back. */
const requireSession: CanActivateFn = async (_route, { url }) => {
  const router = inject(Router);
  const session = inject(Session);
  return (await session.restore()) || router.createUrlTree(['/login'], { queryParams: { returnTo: url } });
};

export const routes: Routes = [
  { path: 'login', loadComponent: () => import('./login/login-page').then(({ LoginPage }) => LoginPage) },
  {
    path: '',
    canActivate: [requireSession],
    loadComponent: () => import('./shell/shell').then(({ Shell }) => Shell),
    children: [
      { path: '', pathMatch: 'full', redirectTo: 'system/tasks' },
      {
        path: 'system/tasks',
        loadChildren: () => import('@task-queue/tasks-ui').then(({ tasksUiRoutes }) => tasksUiRoutes),
      },
      { path: '**', redirectTo: 'system/tasks' },
    ],
  },
];
