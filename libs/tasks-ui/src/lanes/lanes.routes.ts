import { Dialog } from '@angular/cdk/dialog';
import { inject } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { MAT_FORM_FIELD_DEFAULT_OPTIONS } from '@angular/material/form-field';
import type { Routes } from '@angular/router';
import { OwnTexts } from '../i18n/own-texts';
import { LanesPage } from './lanes-page';

/** The page of lanes and types. */
export const lanesRoutes: Routes = [
  {
    path: '',
    component: LanesPage,
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
      { provide: MAT_FORM_FIELD_DEFAULT_OPTIONS, useValue: { appearance: 'outline' } },
    ],
  },
];
