import { Component, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatMenu, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { LOCALES } from '@task-queue/contracts';
import { Language } from '../i18n/language';
import { Theme, THEMES } from '../theme/theme';
import { ShellIcons } from './shell-icons';

/** Language and appearance. */
@Component({
  selector: 'app-preferences',
  imports: [MatIcon, MatIconButton, MatMenu, MatMenuItem, MatMenuTrigger, TranslocoPipe],
  template: `
    <button matIconButton [matMenuTriggerFor]="languages" [attr.aria-label]="'language.label' | transloco">
      <mat-icon svgIcon="shell:language" />
    </button>
    <mat-menu #languages="matMenu">
      @for (locale of locales; track locale) {
        <button
          mat-menu-item
          role="menuitemradio"
          [attr.aria-checked]="locale === active()"
          (click)="language.use(locale)"
        >
          <mat-icon [svgIcon]="locale === active() ? 'shell:checked' : 'shell:unchecked'" />
          {{ 'language.' + locale | transloco }}
        </button>
      }
    </mat-menu>
    <button matIconButton [matMenuTriggerFor]="themes" [attr.aria-label]="'theme.label' | transloco">
      <mat-icon svgIcon="shell:theme" />
    </button>
    <mat-menu #themes="matMenu">
      @for (choice of choices; track choice) {
        <button
          mat-menu-item
          role="menuitemradio"
          [attr.aria-checked]="choice === theme.choice()"
          (click)="theme.use(choice)"
        >
          <mat-icon [svgIcon]="choice === theme.choice() ? 'shell:checked' : 'shell:unchecked'" />
          {{ 'theme.' + choice | transloco }}
        </button>
      }
    </mat-menu>
  `,
  styles: ':host { display: flex; align-items: center; }',
})
export class Preferences {
  protected readonly language = inject(Language);
  protected readonly theme = inject(Theme);
  protected readonly locales = LOCALES;
  protected readonly choices = THEMES;
  protected readonly active = toSignal(inject(TranslocoService).langChanges$, { initialValue: 'zh-CN' });

  constructor() {
    inject(ShellIcons);
  }
}
