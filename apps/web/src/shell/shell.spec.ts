import { expect, it } from '@jest/globals';
import { Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { MATERIAL_ANIMATIONS } from '@angular/material/core';
import { MatDialog } from '@angular/material/dialog';
import { MatSnackBar } from '@angular/material/snack-bar';
import { provideRouter, Router } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { Session } from '@task-queue/identity-ui';
import { provideTasksUi } from '@task-queue/tasks-ui';
import { translated } from '@task-queue/ui/testing';
import { Shell } from './shell';

@Component({ template: 'what one person may see' })
class Private {}

/** A wide screen, which jsdom knows nothing of. */
const WIDE = { matches: false, addListener: () => undefined, removeListener: () => undefined };

const shown = (): string[] =>
  [...document.querySelectorAll('mat-dialog-container, mat-snack-bar-container')].map(({ textContent }) =>
    textContent.trim(),
  );

it('leaves nothing of its person on the screen when it goes', async () => {
  Object.assign(globalThis, { matchMedia: () => WIDE });
  TestBed.configureTestingModule({
    imports: [translated()],
    providers: [
      provideRouter([
        { path: 'tasks', component: Shell },
        { path: 'login', children: [] },
      ]),
      { provide: MATERIAL_ANIMATIONS, useValue: { animationsDisabled: true } },
      { provide: Session, useValue: { user: () => null } },
      provideTasksUi({ baseUrl: '/api', token: () => null }),
    ],
  }).overrideComponent(Shell, { set: { template: '<main #content></main>', imports: [], providers: [] } });
  const page = await RouterTestingHarness.create('/tasks');
  TestBed.inject(MatDialog).open(Private, { disableClose: true });
  TestBed.inject(MatSnackBar).open('月度报表 已取消');
  await page.fixture.whenStable();
  expect(shown()).toEqual(['what one person may see', '月度报表 已取消']);
  await TestBed.inject(Router).navigateByUrl('/login?returnTo=%2Ftasks');
  await page.fixture.whenStable();
  expect(shown()).toEqual([]);
});
