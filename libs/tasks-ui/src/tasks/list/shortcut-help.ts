import { Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialogModule } from '@angular/material/dialog';
import { MatSlideToggle } from '@angular/material/slide-toggle';
import { TranslocoPipe } from '@jsverse/transloco';
import { KeyboardShortcuts } from '@task-queue/ui/shortcuts';

/** What each key does on the list, in the order of the help. */
const KEYS = [
  ['/', 'search'],
  ['j', 'next'],
  ['k', 'previous'],
  ['Enter', 'open'],
  ['x', 'select'],
  ['?', 'help'],
] as const;

/** The keys of the list, and the switch that turns them off. */
@Component({
  selector: 'tq-shortcut-help',
  imports: [MatButton, MatDialogModule, MatSlideToggle, TranslocoPipe],
  template: `
    <h2 mat-dialog-title>{{ 'tasks.list.shortcuts.title' | transloco }}</h2>
    <mat-dialog-content>
      <dl [class.off]="!shortcuts.isOn()">
        @for (key of keys; track key[0]) {
          <dt>
            <kbd>{{ key[0] }}</kbd>
          </dt>
          <dd>{{ 'tasks.list.shortcuts.' + key[1] | transloco }}</dd>
        }
      </dl>
      <mat-slide-toggle [checked]="shortcuts.isOn()" (change)="shortcuts.use($event.checked)">
        {{ 'tasks.list.shortcuts.use' | transloco }}
      </mat-slide-toggle>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton mat-dialog-close cdkFocusInitial>{{ 'tasks.task.action.close' | transloco }}</button>
    </mat-dialog-actions>
  `,
  styles: `
    dl {
      display: grid;
      grid-template-columns: auto 1fr;
      gap: 10px 20px;
      align-items: center;
      margin: 0 0 20px;
    }
    dl.off {
      opacity: 0.5;
    }
    dt {
      text-align: end;
    }
    dd {
      margin: 0;
      color: var(--mat-sys-on-surface);
    }
    kbd {
      display: inline-block;
      min-width: 14px;
      padding: 2px 8px;
      border: 1px solid var(--mat-sys-outline-variant);
      border-block-end-width: 2px;
      border-radius: 6px;
      background: var(--mat-sys-surface-container-lowest);
      font: 12px/20px var(--tq-mono);
      color: var(--mat-sys-on-surface);
      text-align: center;
    }
  `,
})
export class ShortcutHelp {
  protected readonly shortcuts = inject(KeyboardShortcuts);
  protected readonly keys = KEYS;
}
