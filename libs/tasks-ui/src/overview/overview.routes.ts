import type { Routes } from '@angular/router';
import { OWN_PAGE, textsAreReady } from '../data/own-page';
import { OverviewPage } from './overview-page';

/** The page of how tasks do. */
export const overviewRoutes: Routes = [
  { path: '', component: OverviewPage, canActivate: [textsAreReady], providers: [...OWN_PAGE] },
];
