import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Location } from '@angular/common';
import { Component, computed, effect, inject } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatDialog, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { MatTooltip } from '@angular/material/tooltip';
import { ActivatedRoute, Router } from '@angular/router';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import type { Task, TaskSummary } from '@task-queue/contracts';
import { CopyButton } from '@task-queue/ui/copy-button';
import { fitDialog } from '@task-queue/ui/dialog-frame';
import { ForeignText } from '@task-queue/ui/foreign-text';
import { JsonView } from '@task-queue/ui/json-tree';
import { ProblemText } from '@task-queue/ui/problem';
import { KeyboardShortcuts } from '@task-queue/ui/shortcuts';
import { titleOf } from '../../data/title-of';
import { TaskIcons } from '../../icons/task-icons';
import { StatusIcon } from '../../status-icon/status-icon';
import { EndEstimate } from '../../waiting/end-estimate';
import { WaitingNote } from '../../waiting/waiting-note';
import { AttemptTimeline } from './attempt-timeline';
import { Neighbours, type Direction } from './neighbours';
import { ShownTask } from './shown-task';
import { TaskButtons } from './task-buttons';
import { TaskFacts } from './task-facts';
import { TaskLog } from './task-log';

/** Where the arrow keys mean something else than the task before and the next. */
const OWN_ARROWS = 'input, textarea, [role=tree], [role=log], [role=region]';

const ARROW_KEYS: ReadonlyMap<string, Direction> = new Map([
  ['ArrowLeft', -1],
  ['ArrowRight', 1],
]);
const ALL_KEYS: ReadonlyMap<string, Direction> = new Map([...ARROW_KEYS, ['k', -1], ['j', 1]]);

/** A task in full: what it was asked, what came of it, how it went, and what can be done with it. */
@Component({
  selector: 'tq-task-detail-dialog',
  imports: [
    EndEstimate,
    AttemptTimeline,
    CopyButton,
    ForeignText,
    JsonView,
    MatButton,
    MatDialogModule,
    MatIcon,
    MatIconButton,
    MatTooltip,
    StatusIcon,
    TaskButtons,
    TaskFacts,
    TaskLog,
    TranslocoPipe,
    WaitingNote,
  ],
  providers: [ShownTask, Neighbours],
  templateUrl: './task-detail-dialog.html',
  styleUrl: './task-detail-dialog.scss',
  host: { '(document:keydown)': 'turn($event)' },
})
export class TaskDetailDialog {
  readonly #shortcuts = inject(KeyboardShortcuts);
  readonly #dialogs = inject(MatDialog);
  readonly #dialog = inject<MatDialogRef<TaskDetailDialog>>(MatDialogRef);
  readonly #router = inject(Router);
  readonly #route = inject(ActivatedRoute);
  readonly #location = inject(Location);
  readonly #transloco = inject(TranslocoService);

  protected readonly shown = inject(ShownTask);
  protected readonly neighbours = inject(Neighbours);
  protected readonly problemText = inject(ProblemText);
  /** What the head shows: while the task is being read, the list's row of it. */
  protected readonly head = computed((): TaskSummary | undefined =>
    this.shown.problem() ? undefined : (this.shown.task() ?? this.neighbours.row()),
  );
  protected readonly title = titleOf;
  protected readonly isMissing = computed(() => this.shown.problem()?.code === 'TASK_NOT_FOUND');

  constructor() {
    inject(TaskIcons);
    fitDialog('1040px', 'min(860px, 92dvh)');
    const announcer = inject(LiveAnnouncer);
    let before: Task | undefined;
    effect(() => {
      const task = this.shown.task();
      if (task && before?.id === task.id && before.status !== task.status) {
        void announcer.announce(this.#transloco.translate(`tasks.task.status.${task.status}`), 'polite');
      }
      before = task;
    });
  }

  protected readonly link = (): string => {
    const path = this.#router.serializeUrl(this.#router.createUrlTree(['.'], { relativeTo: this.#route }));
    return new URL(this.#location.prepareExternalUrl(path), document.baseURI).href;
  };

  protected readonly json = (): string => JSON.stringify(this.shown.task(), null, 2);

  /** The arrow keys go to the task before and to the next; so do the list's own keys where they are switched on. */
  protected turn(event: KeyboardEvent): void {
    const keys = this.#shortcuts.isOn() ? ALL_KEYS : ARROW_KEYS;
    const direction = keys.get(event.key);
    const isOwn = event.target instanceof Element && event.target.closest(OWN_ARROWS) !== null;
    const isOnTop = this.#dialogs.openDialogs.at(-1) === this.#dialog;
    const isPlain = !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (direction !== undefined && !isOwn && isOnTop && isPlain) {
      event.preventDefault();
      void this.neighbours.go(direction);
    }
  }
}
