import { Component, DestroyRef, inject, Injector } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { ActivatedRoute, Router } from '@angular/router';
import { map } from 'rxjs';
import { FITTED } from '@task-queue/ui/dialog-frame';
import { TaskDetailDialog } from './task-detail-dialog';

/** Opens the detail dialog while the address names a task, so that a link or a notification can open it. */
@Component({ selector: 'tq-task-detail-route', template: '' })
export class TaskDetailRoute {
  constructor() {
    const router = inject(Router);
    const route = inject(ActivatedRoute);
    let isLeaving = false;
    const dialog = inject(MatDialog).open(TaskDetailDialog, {
      ...FITTED,
      data: route.paramMap.pipe(map((params) => params.get('id')!.toLowerCase())), // as the server has it
      injector: inject(Injector),
      autoFocus: 'first-heading',
      ariaLabelledBy: 'tq-task-title',
      // The address decides: going back to the list closes it, going on to another task does not.
      closeOnNavigation: false,
    });
    dialog.afterClosed().subscribe(() => {
      if (!isLeaving) {
        void router.navigate(['..'], { relativeTo: route, queryParamsHandling: 'preserve' });
      }
    });
    inject(DestroyRef).onDestroy(() => {
      isLeaving = true;
      dialog.close();
    });
  }
}
