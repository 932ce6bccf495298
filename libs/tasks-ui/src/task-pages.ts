import type { Routes } from '@angular/router';
import listIcon from '@material-symbols/svg-400/rounded/list_alt.svg';
import overviewIcon from '@material-symbols/svg-400/rounded/monitoring.svg';
import errorsIcon from '@material-symbols/svg-400/rounded/bug_report.svg';
import schedulesIcon from '@material-symbols/svg-400/rounded/event_repeat.svg';
import lanesIcon from '@material-symbols/svg-400/rounded/view_stream.svg';
import type { Page } from '@task-queue/ui/pages';
import { injectMay } from './data/permissions';

/** The task pages under an address of the application's own; they are loaded when they are first opened. */
export const tasksUiRoutes: Routes = [
  { path: '', loadChildren: () => import('./tasks/tasks.routes').then(({ tasksRoutes }) => tasksRoutes) },
];

/** The page of lanes and types, which operators steer on it, under an address of the application's own; for who may `lanes:read`. */
export const lanesUiRoutes: Routes = [
  { path: '', loadChildren: () => import('./lanes/lanes.routes').then(({ lanesRoutes }) => lanesRoutes) },
];

/** The page of what runs by itself, under an address of the application's own. */
export const schedulesUiRoutes: Routes = [
  {
    path: '',
    loadChildren: () => import('./schedules/schedules.routes').then(({ schedulesRoutes }) => schedulesRoutes),
  },
];

/** The page of how tasks do, under an address of the application's own; its server has `OverviewModule`. */
export const overviewUiRoutes: Routes = [
  { path: '', loadChildren: () => import('./overview/overview.routes').then(({ overviewRoutes }) => overviewRoutes) },
];

/** The page of errors by kind, beside that one: see {@link overviewUiRoutes}. */
export const errorsUiRoutes: Routes = [
  { path: '', loadChildren: () => import('./errors/errors.routes').then(({ errorsRoutes }) => errorsRoutes) },
];

/** The pages of tasks, for the application's menu and routes; each is loaded when it is first opened. */
export function taskPages(): readonly Page[] {
  return [
    { section: 'system', path: 'tasks', title: 'tasks.list.title', icon: listIcon, routes: tasksUiRoutes },
    {
      section: 'system',
      path: 'overview',
      title: 'tasks.overview.title',
      icon: overviewIcon,
      routes: overviewUiRoutes,
    },
    { section: 'system', path: 'errors', title: 'tasks.errors.title', icon: errorsIcon, routes: errorsUiRoutes },
    {
      section: 'system',
      path: 'schedules',
      title: 'tasks.schedules.title',
      icon: schedulesIcon,
      routes: schedulesUiRoutes,
    },
    {
      section: 'system',
      path: 'lanes',
      title: 'tasks.lanes.title',
      icon: lanesIcon,
      isAllowed: () => injectMay()('lanes:read'),
      routes: lanesUiRoutes,
    },
  ];
}
