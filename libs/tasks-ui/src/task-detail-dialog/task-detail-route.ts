import { Component, DestroyRef, inject, Injector } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { ActivatedRoute, Router } from '@angular/router';
import { map } from 'rxjs';
import { TaskDetailDialog } from './task-detail-dialog';

/** Opens the detail dialog while the address names a task, so that a link or a notification can open it. */
@Component({ selector: 'tq-task-detail-route', template: '' })
export class TaskDetailRoute {
  constructor() {
    const router = inject(Router);
    const route = inject(ActivatedRoute);
    let isLeaving = false;
    const dialog = inject(MatDialog).open(TaskDetailDialog, {
      data: route.paramMap.pipe(map((params) => params.get('id')!)),
      injector: inject(Injector),
      width: '860px',
      maxWidth: '96vw',
      maxHeight: '92vh',
      autoFocus: 'first-heading',
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
