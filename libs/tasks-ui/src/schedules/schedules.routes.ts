import { MatPaginatorIntl } from '@angular/material/paginator';
import type { Routes } from '@angular/router';
import { PaginatorTexts } from '@task-queue/ui/paginator';
import { OWN_PAGE, textsAreReady } from '../data/own-page';
import { SchedulesPage } from './list/schedules-page';

/** The page of schedules. */
export const schedulesRoutes: Routes = [
  {
    path: '',
    component: SchedulesPage,
    canActivate: [textsAreReady],
    providers: [...OWN_PAGE, { provide: MatPaginatorIntl, useClass: PaginatorTexts }],
  },
];
