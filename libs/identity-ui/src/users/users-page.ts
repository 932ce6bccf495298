import { Component, computed, inject, resource } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { MatMenu, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { MatProgressBar } from '@angular/material/progress-bar';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { isolated, type ChangeUserRequest, type UserAccount } from '@task-queue/contracts';
import { Confirmation } from '@task-queue/ui/confirm-dialog';
import { MenuFocus } from '@task-queue/ui/dialog-frame';
import { ForeignText } from '@task-queue/ui/foreign-text';
import { RowFocus } from '@task-queue/ui/row-focus';
import { firstValueFrom } from 'rxjs';
import { ListActions } from '../frame/list-actions';
import { ReadFailure } from '../frame/read-failure';
import { IdentityIcons } from '../icons/identity-icons';
import { Session } from '../session/session';
import { TokensDialog } from '../tokens/tokens-dialog';
import { Accounts } from './accounts';
import { AccountDialog, type AccountDialogData } from './account-dialog';

/** Everybody with an account, and what an administrator does with them. */
@Component({
  selector: 'tq-users-page',
  imports: [
    ForeignText,
    MatButton,
    MatIcon,
    MatIconButton,
    MatMenu,
    MatMenuItem,
    MatMenuTrigger,
    MatProgressBar,
    ReadFailure,
    RowFocus,
    TranslocoPipe,
  ],
  templateUrl: './users-page.html',
  styleUrl: '../frame/table-page.scss',
})
export class UsersPage {
  readonly #accounts = inject(Accounts);
  readonly #dialog = inject(MatDialog);
  readonly #confirmation = inject(Confirmation);
  readonly #transloco = inject(TranslocoService);
  readonly #language = toSignal(this.#transloco.langChanges$, { initialValue: this.#transloco.getActiveLang() });

  protected readonly list = resource({ loader: () => this.#accounts.list() });
  protected readonly accounts = computed(() => (this.list.hasValue() ? this.list.value() : []));
  protected readonly actions = new ListActions(this.list);
  protected readonly ownId = inject(Session).user()?.id;
  readonly #day = computed(() => new Intl.DateTimeFormat(this.#language(), { dateStyle: 'medium' }));

  protected readonly isolated = isolated;

  constructor() {
    inject(IdentityIcons);
    inject(MenuFocus);
  }

  protected day(instant: string): string {
    return this.#day().format(new Date(instant));
  }

  protected async create(): Promise<void> {
    await this.#show({ kind: 'create' }, 'identity.users.done.created');
  }

  protected async resetPassword(account: UserAccount): Promise<void> {
    await this.#show({ kind: 'password', account }, 'identity.users.done.changed');
  }

  protected async changeRole(account: UserAccount): Promise<void> {
    await this.#show({ kind: 'role', account }, 'identity.users.done.changed');
  }

  protected showTokens(account: UserAccount): void {
    this.#dialog.open<TokensDialog, UserAccount>(TokensDialog, { data: account, width: '880px', maxWidth: '96vw' });
  }

  protected async disable(account: UserAccount): Promise<void> {
    if (
      await this.#confirmation.ask({
        texts: 'identity.users.disableDialog',
        about: { name: isolated(account.username) },
      })
    ) {
      await this.#change(account, { disabled: true });
    }
  }

  protected async endSessions(account: UserAccount): Promise<void> {
    const about = { name: isolated(account.username) };
    if (await this.#confirmation.ask({ texts: 'identity.users.endSessionsDialog', about })) {
      await this.actions.perform(
        account.id,
        () => this.#accounts.endSessions(account.id),
        'identity.users.sessionsEnded',
      );
    }
  }

  protected async removeSecondFactor(account: UserAccount): Promise<void> {
    const about = { name: isolated(account.username) };
    if (await this.#confirmation.ask({ texts: 'identity.users.removeSecondFactorDialog', about })) {
      const remove = (): Promise<void> => this.#accounts.removeSecondFactor(account.id);
      await this.actions.perform(account.id, remove, 'identity.users.secondFactorRemoved');
    }
  }

  protected async enable(account: UserAccount): Promise<void> {
    await this.#change(account, { disabled: false });
  }

  protected async remove(account: UserAccount): Promise<void> {
    if (
      await this.#confirmation.ask({
        texts: 'identity.users.deleteDialog',
        about: { name: isolated(account.username) },
      })
    ) {
      await this.actions.perform(account.id, () => this.#accounts.remove(account.id), 'identity.users.done.deleted');
    }
  }

  #change(account: UserAccount, request: ChangeUserRequest): Promise<void> {
    return this.actions.perform(
      account.id,
      () => this.#accounts.change(account.id, request),
      'identity.users.done.changed',
    );
  }

  async #show(data: AccountDialogData, done: string): Promise<void> {
    const dialog = this.#dialog.open<AccountDialog, AccountDialogData, UserAccount>(AccountDialog, {
      data,
      width: '420px',
      maxWidth: '96vw',
      closeOnNavigation: false, // it does not while it is sent
    });
    if (await firstValueFrom(dialog.afterClosed())) {
      this.actions.told(done);
    }
  }
}
