import { inject } from '@angular/core';
import { Router, type CanActivateFn, type Routes } from '@angular/router';
import { loginFormRoutes, Session } from '@task-queue/identity-ui';
import { pathOf, PAGES, routeOf } from './pages';

/** Lets in whoever is signed in, and has nothing to do first; everybody else does that on the login page and comes back. */
const requireSession: CanActivateFn = async (_route, { url: returnTo }) => {
  const [router, session] = [inject(Router), inject(Session)];
  try {
    const isIn = (await session.restore()) && session.user()?.restrictedBy === undefined;
    return isIn || router.createUrlTree(['/login'], { queryParams: { returnTo } });
  } catch {
    return router.createUrlTree(['/unreachable'], { queryParams: { returnTo } });
  }
};

/** Titles are keys of texts: see `PageTitle`. Pages come from their libraries: see `PAGES`. */
export const routes: Routes = [
  {
    path: 'login',
    title: 'identity.login.title',
    loadComponent: () => import('./login/login-page').then(({ LoginPage }) => LoginPage),
    children: loginFormRoutes,
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
      { path: '', pathMatch: 'full', redirectTo: pathOf(PAGES[0]!) },
      ...PAGES.map(routeOf),
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
