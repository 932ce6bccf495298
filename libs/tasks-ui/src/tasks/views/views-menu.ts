import { Component, computed, inject, Injector } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatDivider } from '@angular/material/divider';
import { MatIcon } from '@angular/material/icon';
import { MatMenu, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { MatSnackBar } from '@angular/material/snack-bar';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { isolated } from '@task-queue/contracts';
import { MenuFocus } from '@task-queue/ui/dialog-frame';
import { ForeignText } from '@task-queue/ui/foreign-text';
import { ProblemText } from '@task-queue/ui/problem';
import { TaskViews } from './task-views';

/** The views to choose from, and the way to keep one. */
@Component({
  selector: 'tq-views-menu',
  imports: [ForeignText, MatButton, MatDivider, MatIcon, MatMenu, MatMenuItem, MatMenuTrigger, TranslocoPipe],
  template: `
    <button matButton [matMenuTriggerFor]="menu" [attr.aria-label]="label()">
      <mat-icon svgIcon="tasks:bookmark" /><span class="name">
        @if (views.shown(); as view) {
          <bdi [tqForeign]="view.name"></bdi>
        } @else {
          {{ 'tasks.views.label' | transloco }}
        }
      </span>
    </button>
    <mat-menu #menu="matMenu">
      @for (view of views.all(); track view.id) {
        <button
          mat-menu-item
          role="menuitemradio"
          [attr.aria-checked]="view.id === views.shown()?.id"
          (click)="views.show(view)"
        >
          <mat-icon [svgIcon]="view.id === views.shown()?.id ? 'tasks:chosen' : 'tasks:unchosen'" />
          <bdi [tqForeign]="view.name"></bdi>
          @if (!views.isOwn(view)) {
            <span class="owner">· <bdi [tqForeign]="view.createdBy.username"></bdi></span>
          }
        </button>
      } @empty {
        <p>{{ (views.error() ? 'tasks.views.failed' : 'tasks.views.none') | transloco }}</p>
        @if (views.error()) {
          <button mat-menu-item (click)="views.reload()">
            <mat-icon svgIcon="tasks:refresh" />{{ 'tasks.task.error.retry' | transloco }}
          </button>
        }
      }
      <mat-divider />
      <button mat-menu-item (click)="manage()">
        <mat-icon svgIcon="tasks:tune" />{{ 'tasks.views.manage' | transloco }}
      </button>
    </mat-menu>
  `,
  styles: `
    mat-icon {
      vertical-align: middle;
    }
    .name {
      display: inline-block;
      max-width: 160px;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
      vertical-align: bottom;
    }
    @media (max-width: 900px) {
      :host {
        --mat-button-text-horizontal-padding: 8px;
        --mat-button-text-icon-spacing: 0;
        --mat-button-text-icon-offset: 0;
      }
      button {
        min-width: 0;
      }
      .name {
        display: none;
      }
    }
    .owner,
    p {
      color: var(--mat-sys-on-surface-variant);
    }
    p {
      max-width: 240px;
      margin: 0;
      padding: 12px 16px;
      font: var(--mat-sys-body-small);
    }
  `,
})
export class ViewsMenu {
  readonly #dialog = inject(MatDialog);
  /** The page's own, so that its list is the dialog's too. */
  readonly #injector = inject(Injector);
  readonly #problemText = inject(ProblemText);
  readonly #snackBar = inject(MatSnackBar);
  readonly #transloco = inject(TranslocoService);
  readonly #language = toSignal(this.#transloco.langChanges$, { initialValue: this.#transloco.getActiveLang() });
  protected readonly views = inject(TaskViews);
  /** With the name of the view on screen, which is seen where there is room. */
  protected readonly label = computed(() => {
    const [view, language] = [this.views.shown(), this.#language()];
    const text = this.#transloco.translate<string>('tasks.views.label', {}, language);
    return view === null ? text : `${text} ${isolated(view.name)}`;
  });

  constructor() {
    inject(MenuFocus);
  }

  protected async manage(): Promise<void> {
    try {
      const { ViewsDialog } = await import('./views-dialog');
      this.#dialog.open(ViewsDialog, { injector: this.#injector, width: '560px', maxWidth: '96vw' });
    } catch (error) {
      this.#snackBar.open(this.#problemText.of(error), undefined, { duration: 8_000 });
    }
  }
}
