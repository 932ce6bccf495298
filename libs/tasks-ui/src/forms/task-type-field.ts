import { Component, inject, input, model } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatOption, MatSelect, MatSelectTrigger } from '@angular/material/select';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import type { LocalizedText, TaskType } from '@task-queue/contracts';
import { inLanguage } from '../data/in-language';

/** Which type a task is to be of: one of those there are, by their titles. */
@Component({
  selector: 'tq-task-type-field',
  imports: [MatFormFieldModule, MatOption, MatSelect, MatSelectTrigger, TranslocoPipe],
  template: `
    <mat-form-field class="type" subscriptSizing="dynamic">
      <mat-label>{{ 'tasks.create.type' | transloco }}</mat-label>
      <mat-select [value]="type()" (selectionChange)="type.set($event.value)" required [disabled]="isLoading()">
        <mat-select-trigger>{{ type() ? text(type()!.title) : '' }}</mat-select-trigger>
        @for (option of types(); track option.type) {
          <mat-option [value]="option">
            <span class="option"
              ><span>{{ text(option.title) }}</span
              ><code>{{ option.type }}</code></span
            >
          </mat-option>
        }
      </mat-select>
      @if (type(); as chosen) {
        <mat-hint>{{ text(chosen.description) }}</mat-hint>
      } @else if (isLoading()) {
        <mat-hint>{{ 'tasks.create.loadingTypes' | transloco }}</mat-hint>
      }
    </mat-form-field>
  `,
  styles: `
    :host {
      display: grid;
    }
    .option {
      display: flex;
      gap: 12px;
      align-items: baseline;
      justify-content: space-between;
    }
    code {
      font-size: 12px;
      color: var(--mat-sys-on-surface-variant);
    }
  `,
})
export class TaskTypeField {
  readonly types = input.required<readonly TaskType[]>();
  readonly isLoading = input(false);
  /** The one that is chosen. */
  readonly type = model.required<TaskType | null>();

  readonly #transloco = inject(TranslocoService);
  readonly #language = toSignal(this.#transloco.langChanges$, { initialValue: this.#transloco.getActiveLang() });

  protected text(text: LocalizedText): string {
    return inLanguage(text, this.#language());
  }
}
