import type { Routes } from '@angular/router';
import { OWN_PAGE, textsAreReady } from '../data/own-page';
import { LanesPage } from './lanes-page';

/** The page of lanes and types. */
export const lanesRoutes: Routes = [
  { path: '', component: LanesPage, canActivate: [textsAreReady], providers: [...OWN_PAGE] },
];
