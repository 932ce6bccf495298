import type { Routes } from '@angular/router';
import { TaskDetailRoute } from './task-detail-dialog/task-detail-route';
import { TaskTablePage } from './task-table-page/task-table-page';

/** The task pages, to be mounted lazily: the list, and over it a task's detail under the task's own address. */
export const tasksUiRoutes: Routes = [
  {
    path: '',
    component: TaskTablePage,
    children: [{ path: ':id', component: TaskDetailRoute }],
  },
];
