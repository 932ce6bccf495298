import { BreakpointObserver } from '@angular/cdk/layout';
import { Component, computed, DestroyRef, effect, inject, viewChild, type ElementRef } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { MatMenu, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { MatSidenavModule } from '@angular/material/sidenav';
import { MatSnackBar } from '@angular/material/snack-bar';
import { RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { MenuFocus } from '@task-queue/ui/dialog-frame';
import { ForeignText } from '@task-queue/ui/foreign-text';
import { LiveFeed, MyTasks, TaskNotifications } from '@task-queue/tasks-ui/notify';
import { fromEvent, map, merge } from 'rxjs';
import { passwordDialog, secondFactorDialog, Session, sessionsDialog } from '@task-queue/identity-ui';
import { Menu } from './menu';
import { MissingPart } from './missing-part';
import { OpenPage } from './open-page';
import { Preferences } from './preferences';
import { ShellIcons } from './shell-icons';

const NARROW = '(max-width: 900px)';

/** The frame around every page: product, place, navigation, preferences, account, and news of one's tasks. */
@Component({
  selector: 'app-shell',
  imports: [
    ForeignText,
    MatButton,
    MatIcon,
    MatIconButton,
    MatMenu,
    MatMenuItem,
    MatMenuTrigger,
    MatSidenavModule,
    MyTasks,
    Preferences,
    RouterLink,
    RouterLinkActive,
    RouterOutlet,
    TaskNotifications,
    TranslocoPipe,
  ],
  providers: [LiveFeed],
  templateUrl: './shell.html',
  styleUrl: './shell.scss',
})
export class Shell {
  readonly #dialog = inject(MatDialog);
  readonly #snackBar = inject(MatSnackBar);
  private readonly content = viewChild.required<ElementRef<HTMLElement>>('content');

  protected readonly session = inject(Session);
  protected readonly missingPart = inject(MissingPart);
  protected readonly place = inject(OpenPage).place;
  protected readonly menu = inject(Menu).sections;
  protected readonly isNarrow = toSignal(
    inject(BreakpointObserver)
      .observe(NARROW)
      .pipe(map(({ matches }) => matches)),
    { initialValue: matchMedia(NARROW).matches },
  );
  protected readonly mode = computed(() => (this.isNarrow() ? 'over' : 'side'));
  protected readonly isOffline = toSignal(
    merge(fromEvent(window, 'online'), fromEvent(window, 'offline')).pipe(map(() => !navigator.onLine)),
    { initialValue: !navigator.onLine },
  );

  constructor() {
    inject(ShellIcons);
    inject(MenuFocus);
    // They lie over the page wherever it goes: with the session ends what its person had open.
    inject(DestroyRef).onDestroy(() => {
      this.#dialog.closeAll();
      this.#snackBar.dismiss();
    });
    let before = this.place().page;
    effect(() => {
      const { page } = this.place();
      if (page !== before) {
        before = page;
        this.skipToContent(); // a screen reader begins to read the new page, and Tab goes on from there
      }
    });
  }

  protected skipToContent(): void {
    this.content().nativeElement.focus();
  }

  protected async openSettings(): Promise<void> {
    const { SettingsDialog } = await import('../settings/settings-dialog');
    this.#dialog.open(SettingsDialog, { width: '480px', maxWidth: '96vw', maxHeight: '92vh' });
  }

  protected async showSessions(): Promise<void> {
    this.#dialog.open(await sessionsDialog(), { width: '560px', maxWidth: '96vw', maxHeight: '92vh' });
  }

  protected async showSecondFactor(): Promise<void> {
    const size = { width: '560px', maxWidth: '96vw', maxHeight: '92vh' };
    this.#dialog.open(await secondFactorDialog(), { ...size, closeOnNavigation: false });
  }

  protected async changePassword(): Promise<void> {
    this.#dialog.open(await passwordDialog(), { width: '420px', maxWidth: '96vw', closeOnNavigation: false });
  }
}
