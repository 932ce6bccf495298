import { inject } from '@angular/core';
import { Dialog } from '@angular/cdk/dialog';
import { MatDialog } from '@angular/material/dialog';
import { MAT_FORM_FIELD_DEFAULT_OPTIONS } from '@angular/material/form-field';
import { MatPaginatorIntl } from '@angular/material/paginator';
import type { Routes } from '@angular/router';
import { PaginatorTexts } from '@task-queue/ui/paginator';
import { TaskActions } from '../data/task-actions';
import { OwnTexts } from '../i18n/own-texts';
import { TaskTablePage } from './list/task-table-page';

/** The list, and over it a task's detail under the task's own address. */
export const tasksRoutes: Routes = [
  {
    path: '',
    component: TaskTablePage,
    canActivate: [
      () =>
        inject(OwnTexts)
          .ready()
          .then(() => true),
    ],
    providers: [
      // Of our own, so that what we set below holds in dialogs too, and nowhere else in the application.
      Dialog,
      MatDialog,
      TaskActions,
      { provide: MAT_FORM_FIELD_DEFAULT_OPTIONS, useValue: { appearance: 'outline' } },
      { provide: MatPaginatorIntl, useClass: PaginatorTexts },
    ],
    children: [
      {
        path: ':id',
        data: { isTaskDetail: true },
        loadComponent: () => import('./detail/task-detail-route').then(({ TaskDetailRoute }) => TaskDetailRoute),
      },
    ],
  },
];
