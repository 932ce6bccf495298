import { Component, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatButtonToggleModule } from '@angular/material/button-toggle';
import { MatDialogModule } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { MatSlideToggle } from '@angular/material/slide-toggle';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { LOCALES } from '@task-queue/contracts';
import { NOTICE_KINDS, NotificationService, NotificationSettings } from '@task-queue/tasks-ui/notify';
import { KeyboardShortcuts } from '@task-queue/ui/shortcuts';
import { Language } from '../i18n/language';
import { Theme, THEMES } from '../theme/theme';

/** What a person sets for themselves; every change holds at once, in this browser. */
@Component({
  selector: 'app-settings-dialog',
  imports: [MatButton, MatButtonToggleModule, MatDialogModule, MatIcon, MatIconButton, MatSlideToggle, TranslocoPipe],
  templateUrl: './settings-dialog.html',
  styleUrl: './settings-dialog.scss',
})
export class SettingsDialog {
  protected readonly language = inject(Language);
  protected readonly theme = inject(Theme);
  protected readonly notifications = inject(NotificationService);
  protected readonly notices = inject(NotificationSettings);
  protected readonly shortcuts = inject(KeyboardShortcuts);
  protected readonly locales = LOCALES;
  protected readonly themes = THEMES;
  protected readonly noticeKinds = NOTICE_KINDS;
  protected readonly active = toSignal(inject(TranslocoService).langChanges$, { initialValue: 'zh-CN' });
}
