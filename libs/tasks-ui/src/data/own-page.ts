import { Dialog } from '@angular/cdk/dialog';
import { inject, type Provider } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { MAT_FORM_FIELD_DEFAULT_OPTIONS } from '@angular/material/form-field';
import type { CanActivateFn } from '@angular/router';
import { OwnTexts } from '../i18n/own-texts';

/** A page opens when its texts are there. */
export const textsAreReady: CanActivateFn = () =>
  inject(OwnTexts)
    .ready()
    .then(() => true);

/** What every page of ours has of its own, so that it holds in dialogs too, and nowhere else in the application. */
export const OWN_PAGE: readonly Provider[] = [
  Dialog,
  MatDialog,
  { provide: MAT_FORM_FIELD_DEFAULT_OPTIONS, useValue: { appearance: 'outline' } },
];
