import { Component, computed, inject } from '@angular/core';
import { MatDivider } from '@angular/material/divider';
import { MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatMenu, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { MatTooltip } from '@angular/material/tooltip';
import { TranslocoPipe } from '@jsverse/transloco';
import { DENSITIES, ListPreferences, OPTIONAL_COLUMNS, type OptionalColumn } from './list-preferences';
import { injectMay } from '../../data/permissions';

/** Which columns there are, and how close the rows stand. */
@Component({
  selector: 'tq-view-options',
  imports: [MatDivider, MatIcon, MatIconButton, MatMenu, MatMenuItem, MatMenuTrigger, MatTooltip, TranslocoPipe],
  template: `
    <button
      matIconButton
      [matMenuTriggerFor]="menu"
      [attr.aria-label]="'tasks.list.view.label' | transloco"
      [matTooltip]="'tasks.list.view.label' | transloco"
    >
      <mat-icon svgIcon="tasks:columns" />
    </button>
    <mat-menu #menu="matMenu">
      <div class="group" role="group" [attr.aria-label]="'tasks.list.view.columns' | transloco">
        <span class="caption" aria-hidden="true">{{ 'tasks.list.view.columns' | transloco }}</span>
        @for (column of columns(); track column) {
          <button
            mat-menu-item
            role="menuitemcheckbox"
            [attr.aria-checked]="isShown(column)"
            (click)="toggle(column); $event.stopPropagation()"
          >
            <mat-icon [svgIcon]="isShown(column) ? 'tasks:checked' : 'tasks:unchecked'" />
            {{ 'tasks.list.column.' + column | transloco }}
          </button>
        }
      </div>
      <mat-divider />
      <div class="group" role="group" [attr.aria-label]="'tasks.list.view.density' | transloco">
        <span class="caption" aria-hidden="true">{{ 'tasks.list.view.density' | transloco }}</span>
        @for (density of densities; track density) {
          <button
            mat-menu-item
            role="menuitemradio"
            [attr.aria-checked]="density === choices().density"
            (click)="preferences.change({ density }); $event.stopPropagation()"
          >
            <mat-icon [svgIcon]="density === choices().density ? 'tasks:chosen' : 'tasks:unchosen'" />
            {{ 'tasks.list.view.' + density | transloco }}
          </button>
        }
      </div>
    </mat-menu>
  `,
  styles: `
    .caption {
      display: block;
      padding: 8px 16px 4px;
      font: var(--mat-sys-label-medium);
      color: var(--mat-sys-on-surface-variant);
    }
  `,
})
export class ViewOptions {
  readonly #may = injectMay();
  protected readonly preferences = inject(ListPreferences);
  protected readonly choices = this.preferences.choices;
  protected readonly densities = DENSITIES;
  protected readonly columns = computed(() =>
    OPTIONAL_COLUMNS.filter((column) => column !== 'creator' || this.#may('tasks:read:all')),
  );

  protected isShown(column: OptionalColumn): boolean {
    return !this.choices().hidden.includes(column);
  }

  protected toggle(column: OptionalColumn): void {
    const { hidden } = this.choices();
    const others = hidden.filter((one) => one !== column);
    this.preferences.change({ hidden: this.isShown(column) ? [...hidden, column] : others });
  }
}
