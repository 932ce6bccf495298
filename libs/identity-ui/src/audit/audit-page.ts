import { Component, computed, inject, linkedSignal, resource, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatProgressBar } from '@angular/material/progress-bar';
import { MatSnackBar } from '@angular/material/snack-bar';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import {
  isolated,
  shownText,
  type AuditEntry,
  type AuditFilter,
  type AuditPage as Part,
  type AuditTarget,
} from '@task-queue/contracts';
import { ForeignText } from '@task-queue/ui/foreign-text';
import { exactTime } from '@task-queue/ui/formats';
import { ProblemText } from '@task-queue/ui/problem';
import { ReadFailure } from '../frame/read-failure';
import { IDENTITY_UI_OPTIONS } from '../provide-identity-ui';
import { AuditCalls } from './audit-calls';
import { AuditDetail } from './audit-detail';
import { AuditFilters } from './audit-filters';
import { AuditIcons } from './audit-icons';
import { narrowingOf, parseAuditPlace, placeOf } from './audit-place';

/** 审计: who did what, when, from where, and what was refused. */
@Component({
  selector: 'tq-audit-page',
  imports: [
    AuditDetail,
    AuditFilters,
    ForeignText,
    MatButton,
    MatIcon,
    MatIconButton,
    MatProgressBar,
    ReadFailure,
    RouterLink,
    TranslocoPipe,
  ],
  templateUrl: './audit-page.html',
  styleUrls: ['../frame/table-page.scss', './audit-page.scss'],
})
export class AuditPage {
  readonly #calls = inject(AuditCalls);
  readonly #options = inject(IDENTITY_UI_OPTIONS);
  readonly #problemText = inject(ProblemText);
  readonly #route = inject(ActivatedRoute);
  readonly #router = inject(Router);
  readonly #snackBar = inject(MatSnackBar);
  readonly #transloco = inject(TranslocoService);
  readonly #language = toSignal(this.#transloco.langChanges$, { initialValue: this.#transloco.getActiveLang() });
  readonly #params = toSignal(this.#route.queryParamMap, { initialValue: this.#route.snapshot.queryParamMap });

  protected readonly filter = computed(() => parseAuditPlace(this.#params()), {
    equal: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  });
  protected readonly newest = resource({
    params: () => this.filter(),
    loader: ({ params }) => this.#calls.list(params),
  });
  readonly #read = computed(() => (this.newest.hasValue() ? this.newest.value() : undefined));
  /** What is shown: the newest page stays while another is read, and older ones come below it. */
  readonly #parts = linkedSignal<Part | undefined, readonly Part[]>({
    source: this.#read,
    computation: (part, before) => (part === undefined ? (before?.value ?? []) : [part]),
  });
  protected readonly isThere = computed(() => this.#parts().length > 0);
  protected readonly entries = computed(() => this.#parts().flatMap(({ items }) => items));
  protected readonly next = computed(() => this.#parts().at(-1)?.next ?? null);
  protected readonly isNarrowed = computed(() => narrowingOf(this.filter()) > 0);
  protected readonly isBusy = signal(false);
  /** The entry that is shown in full; `''` for none. */
  protected readonly opened = signal('');

  constructor() {
    inject(AuditIcons);
  }

  protected exact(instant: string): string {
    return exactTime(instant, this.#language());
  }

  protected nameOf({ name, id }: AuditTarget): string {
    return shownText(name ?? '') || id;
  }

  protected addressOf(target: AuditTarget): string | null {
    return this.#options.addressOf?.(target) ?? null;
  }

  /** What the button that shows an entry in full is called: there are many. */
  protected label({ action, at }: AuditEntry): string {
    const what = this.#transloco.translate<string>(`identity.audit.action.${action}`);
    return this.#transloco.translate('identity.audit.details', { what, at: isolated(this.exact(at)) });
  }

  protected toggle({ id }: AuditEntry): void {
    this.opened.update((opened) => (opened === id ? '' : id));
  }

  /** @param filter - left out for the page as it opens */
  protected async narrow(filter?: AuditFilter): Promise<void> {
    const queryParams = filter === undefined ? {} : placeOf(filter);
    await this.#router.navigate([], { relativeTo: this.#route, queryParams });
  }

  protected async readOlder(before: string): Promise<void> {
    const [filter, parts] = [this.filter(), this.#parts()];
    const part = await this.#perform(() => this.#calls.list(filter, before));
    if (part !== undefined && this.#parts() === parts) {
      this.#parts.set([...parts, part]);
    }
  }

  protected async export(): Promise<void> {
    const task = await this.#perform(() => this.#calls.export(this.filter()));
    if (task === undefined) {
      return;
    }
    const address = this.addressOf({ type: 'task', id: task.id, name: null });
    const action = address === null ? undefined : this.#transloco.translate<string>('identity.audit.showExport');
    const bar = this.#snackBar.open(this.#transloco.translate('identity.audit.exported'), action, { duration: 8_000 });
    bar.onAction().subscribe(() => void this.#router.navigateByUrl(address!));
  }

  /** Tells what is refused; a double click is one click. */
  async #perform<Answer>(act: () => Promise<Answer>): Promise<Answer | undefined> {
    if (this.isBusy()) {
      return undefined;
    }
    this.isBusy.set(true);
    try {
      return await act();
    } catch (error) {
      this.#snackBar.open(this.#problemText.of(error), undefined, { duration: 6_000 });
      return undefined;
    } finally {
      this.isBusy.set(false);
    }
  }
}
