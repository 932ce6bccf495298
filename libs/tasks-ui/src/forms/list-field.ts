import { Component, input, signal } from '@angular/core';
import { ReactiveFormsModule, type FormControl } from '@angular/forms';
import { MatChipGrid, MatChipInput, MatChipRemove, MatChipRow, type MatChipInputEvent } from '@angular/material/chips';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatIcon } from '@angular/material/icon';
import { TranslocoPipe } from '@jsverse/transloco';
import { isolated } from '@task-queue/contracts';
import { ForeignText } from '@task-queue/ui/foreign-text';
import { FieldError } from '@task-queue/ui/form-controls';
import { numberOrText } from './exact-number';
import type { FormField } from './form-fields';

/** Any number of texts or numbers: Enter or a comma ends one, a pasted list is taken apart, Backspace takes one back. */
@Component({
  selector: 'tq-list-field',
  imports: [
    FieldError,
    ForeignText,
    MatChipGrid,
    MatChipInput,
    MatChipRemove,
    MatChipRow,
    MatFormFieldModule,
    MatIcon,
    ReactiveFormsModule,
    TranslocoPipe,
  ],
  template: `
    <mat-form-field [subscriptSizing]="field().hint ? 'dynamic' : 'fixed'">
      <mat-label>{{ label() }}</mat-label>
      <mat-chip-grid #grid [formControl]="control()" [required]="field().isRequired || field().minItems > 0">
        @for (item of items(); track $index) {
          <mat-chip-row (removed)="remove($index)">
            <bdi [tqForeign]="text(item)" [fallback]="'␣'"></bdi>
            <button
              matChipRemove
              type="button"
              [attr.aria-label]="'tasks.create.removeItem' | transloco: { item: isolated(text(item)) }"
            >
              <mat-icon svgIcon="tasks:close" />
            </button>
          </mat-chip-row>
        }
        <input
          autocomplete="off"
          [attr.inputmode]="field().rules.isNumber ? 'decimal' : null"
          [placeholder]="'tasks.create.addItem' | transloco"
          [matChipInputFor]="grid"
          [matChipInputSeparatorKeyCodes]="[13, 188]"
          matChipInputAddOnBlur
          (matChipInputTokenEnd)="add($event)"
          (paste)="paste($event)"
        />
      </mat-chip-grid>
      @if (hint(); as hint) {
        <mat-hint>{{ hint }}</mat-hint>
      }
      <mat-error><tq-field-error [control]="control()" /></mat-error>
    </mat-form-field>
  `,
  styles: `
    mat-form-field {
      width: 100%;
      margin-top: 6px;
    }
  `,
})
export class ListField {
  readonly control = input.required<FormControl<unknown>>();
  readonly field = input.required<FormField>();
  readonly label = input.required<string>();
  /** `''` for none. */
  readonly hint = input.required<string>();

  /** Counts changes, as a control is no signal. */
  readonly #changes = signal(0);

  protected readonly text = String;
  protected readonly isolated = isolated;

  protected items(): readonly unknown[] {
    this.#changes();
    return this.control().value as readonly unknown[]; // this kind of field holds an array
  }

  protected add({ value, chipInput }: MatChipInputEvent): void {
    this.#append(value);
    chipInput.clear();
  }

  protected paste(event: ClipboardEvent): void {
    const text = event.clipboardData?.getData('text') ?? '';
    if (/[,\n，]/.test(text)) {
      event.preventDefault();
      this.#append(text);
    }
  }

  protected remove(index: number): void {
    this.#set(this.items().filter((_item, i) => i !== index));
  }

  #append(text: string): void {
    const { isNumber } = this.field().rules;
    const added = text
      .split(/[,\n，]/)
      .map((item) => item.trim())
      .filter((item) => item !== '')
      .map((item) => (isNumber ? numberOrText(item) : item));
    if (added.length > 0) {
      this.#set([...this.items(), ...added]);
    }
  }

  #set(items: readonly unknown[]): void {
    this.control().setValue(items);
    this.control().markAsDirty();
    this.#changes.update((count) => count + 1);
  }
}
