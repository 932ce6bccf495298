import { Component, computed, inject, resource } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { MatProgressBar } from '@angular/material/progress-bar';
import { MatTooltip } from '@angular/material/tooltip';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import type { OwnSession } from '@task-queue/contracts';
import { Confirmation } from '@task-queue/ui/confirm-dialog';
import { exactTime, relativeTime } from '@task-queue/ui/formats';
import { RowFocus } from '@task-queue/ui/row-focus';
import { ListActions } from '../frame/list-actions';
import { ReadFailure } from '../frame/read-failure';
import { IdentityIcons } from '../icons/identity-icons';
import { Session } from '../session/session';
import { OwnSessions } from './own-sessions';

/** 登录设备: where one is signed in; ended here one by one, or all but the present one. */
@Component({
  selector: 'tq-sessions-dialog',
  imports: [
    MatButton,
    MatDialogModule,
    MatIcon,
    MatIconButton,
    MatProgressBar,
    MatTooltip,
    ReadFailure,
    RowFocus,
    TranslocoPipe,
  ],
  templateUrl: './sessions-dialog.html',
  styleUrl: './sessions-dialog.scss',
})
export class SessionsDialog {
  readonly #sessions = inject(OwnSessions);
  readonly #session = inject(Session);
  readonly #dialog = inject<MatDialogRef<SessionsDialog>>(MatDialogRef);
  readonly #confirmation = inject(Confirmation);
  readonly #transloco = inject(TranslocoService);
  readonly #language = toSignal(this.#transloco.langChanges$, { initialValue: this.#transloco.getActiveLang() });

  protected readonly list = resource({ loader: () => this.#sessions.list() });
  protected readonly rows = computed(() => {
    const { sessions, atMs } = this.list.hasValue() ? this.list.value() : { sessions: [], atMs: 0 };
    const language = this.#language();
    const when = (instant: string | null) =>
      instant === null
        ? null
        : { instant, text: relativeTime(instant, atMs, language), exact: exactTime(instant, language) };
    return sessions.map((session) => ({
      session,
      name: this.#nameOf(session, language),
      used: when(lastUse(session)),
      began: when(session.beganAt),
    }));
  });
  protected readonly hasOthers = computed(() => this.rows().some(({ session }) => !session.isCurrent));
  readonly #actions = new ListActions(this.list);
  protected readonly isEnding = computed(() => this.#actions.busy() !== null);

  constructor() {
    inject(IdentityIcons);
  }

  protected async end({ id, isCurrent }: OwnSession, name: string): Promise<void> {
    if (this.isEnding()) {
      return; // a double click is one click
    }
    const texts = isCurrent ? 'identity.sessions.signOutDialog' : 'identity.sessions.endDialog';
    if (!(await this.#confirmation.ask({ texts, about: { name } }))) {
      return;
    }
    if (isCurrent) {
      this.#dialog.close();
      await this.#session.logout();
    } else {
      await this.#actions.perform(id, () => this.#sessions.end(id), 'identity.sessions.ended');
    }
  }

  protected async endOthers(): Promise<void> {
    if (!this.isEnding() && (await this.#confirmation.ask({ texts: 'identity.sessions.endOthersDialog' }))) {
      await this.#actions.perform('others', () => this.#sessions.endOthers(), 'identity.sessions.othersEnded');
    }
  }

  #nameOf({ client, system }: OwnSession, language: string): string {
    const both = client !== null && system !== null;
    const unknown = this.#transloco.translate('identity.sessions.unknown', {}, language);
    return both
      ? this.#transloco.translate('identity.sessions.device', { client, system }, language)
      : (client ?? system ?? unknown);
  }
}

/** To the minute, in which it may have begun a little later. */
function lastUse({ lastUsedAt, beganAt }: OwnSession): string | null {
  return lastUsedAt !== null && beganAt !== null && lastUsedAt < beganAt ? beganAt : lastUsedAt;
}
