import { MatPaginatorIntl } from '@angular/material/paginator';
import type { Routes } from '@angular/router';
import { PaginatorTexts } from '@task-queue/ui/paginator';
import { OWN_PAGE, textsAreReady } from '../data/own-page';
import { TaskActions } from '../data/task-actions';
import { TaskTablePage } from './list/task-table-page';

/** The list, and over it a task's detail under the task's own address. */
export const tasksRoutes: Routes = [
  {
    path: '',
    component: TaskTablePage,
    canActivate: [textsAreReady],
    providers: [...OWN_PAGE, TaskActions, { provide: MatPaginatorIntl, useClass: PaginatorTexts }],
    children: [
      {
        path: ':id',
        data: { isTaskDetail: true },
        loadComponent: () => import('./detail/task-detail-route').then(({ TaskDetailRoute }) => TaskDetailRoute),
      },
    ],
  },
];
