import { MatPaginatorIntl } from '@angular/material/paginator';
import type { Routes } from '@angular/router';
import { PaginatorTexts } from '@task-queue/ui/paginator';
import { OWN_PAGE, textsAreReady } from '../data/own-page';
import { ErrorsPage } from './errors-page';

/** The page of errors by kind. */
export const errorsRoutes: Routes = [
  {
    path: '',
    component: ErrorsPage,
    canActivate: [textsAreReady],
    providers: [...OWN_PAGE, { provide: MatPaginatorIntl, useClass: PaginatorTexts }],
  },
];
