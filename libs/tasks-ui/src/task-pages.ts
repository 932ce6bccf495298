import type { Routes } from '@angular/router';
import icon from '@material-symbols/svg-400/rounded/list_alt.svg';
import type { Page } from '@task-queue/ui/pages';

/** The task pages under an address of the application's own; they are loaded when they are first opened. */
export const tasksUiRoutes: Routes = [
  { path: '', loadChildren: () => import('./tasks/tasks.routes').then(({ tasksRoutes }) => tasksRoutes) },
];

/** The pages of tasks, for the application's menu and routes; each is loaded when it is first opened. */
export function taskPages(): readonly Page[] {
  return [{ section: 'system', path: 'tasks', title: 'tasks.list.title', icon, routes: tasksUiRoutes }];
}
