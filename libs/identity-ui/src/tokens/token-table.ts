import { Component, computed, inject, input, resource } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { MatProgressBar } from '@angular/material/progress-bar';
import { MatTooltip } from '@angular/material/tooltip';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { isolated, type ApiToken } from '@task-queue/contracts';
import { Confirmation } from '@task-queue/ui/confirm-dialog';
import { ForeignText } from '@task-queue/ui/foreign-text';
import { exactTime, relativeTime } from '@task-queue/ui/formats';
import { RowFocus } from '@task-queue/ui/row-focus';
import { firstValueFrom } from 'rxjs';
import { ListActions } from '../frame/list-actions';
import { ReadFailure } from '../frame/read-failure';
import { IdentityIcons } from '../icons/identity-icons';
import { AccessTokens } from './access-tokens';
import { TokenDialog, type TokenDialogData } from './token-dialog';

/** Somebody's access tokens: what they are for, how far they reach, when they were used and when they end; made and revoked here. */
@Component({
  selector: 'tq-token-table',
  imports: [
    ForeignText,
    MatButton,
    MatIcon,
    MatIconButton,
    MatProgressBar,
    MatTooltip,
    ReadFailure,
    RowFocus,
    TranslocoPipe,
  ],
  templateUrl: './token-table.html',
  styleUrls: ['../frame/table-page.scss', './token-table.scss'],
})
export class TokenTable {
  readonly #tokens = inject(AccessTokens);
  readonly #dialog = inject(MatDialog);
  readonly #confirmation = inject(Confirmation);
  readonly #transloco = inject(TranslocoService);
  readonly #language = toSignal(this.#transloco.langChanges$, { initialValue: this.#transloco.getActiveLang() });

  /** Whose; left out for one's own. */
  readonly userId = input<string>();

  protected readonly list = resource({
    params: () => ({ userId: this.userId() }),
    loader: ({ params }) => this.#tokens.list(params.userId),
  });
  protected readonly rows = computed(() => {
    const { tokens, atMs } = this.list.hasValue() ? this.list.value() : { tokens: [], atMs: 0 };
    const language = this.#language();
    return tokens.map((token) => ({
      token,
      hasExpired: Date.parse(token.expiresAt) <= atMs,
      used: token.lastUsedAt === null ? null : relativeTime(token.lastUsedAt, atMs, language),
      ends: relativeTime(token.expiresAt, atMs, language),
    }));
  });
  protected readonly actions = new ListActions(this.list, 6_000);
  protected readonly isolated = isolated;

  constructor() {
    inject(IdentityIcons);
  }

  protected exact(instant: string): string {
    return exactTime(instant, this.#language());
  }

  protected async create(): Promise<void> {
    const userId = this.userId();
    const dialog = this.#dialog.open<TokenDialog, TokenDialogData, boolean>(TokenDialog, {
      data: { ...(userId === undefined ? {} : { userId }) },
      width: '520px',
      maxWidth: '96vw',
      // What it shows at last is shown once.
      disableClose: true,
      closeOnNavigation: false,
    });
    if ((await firstValueFrom(dialog.afterClosed())) === true) {
      this.list.reload();
    }
  }

  protected async revoke({ id, name }: ApiToken): Promise<void> {
    const about = { name: isolated(name) };
    if (
      this.actions.busy() === id ||
      !(await this.#confirmation.ask({ texts: 'identity.tokens.revokeDialog', about }))
    ) {
      return;
    }
    await this.actions.perform(id, () => this.#tokens.revoke(id, this.userId()), 'identity.tokens.revoked');
  }
}
