import { inject, Injectable } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatPaginatorIntl } from '@angular/material/paginator';
import { TranslocoService } from '@jsverse/transloco';

/** Material's own texts below a table, in the page's language. */
@Injectable()
export class PaginatorTexts extends MatPaginatorIntl {
  readonly #transloco = inject(TranslocoService);

  constructor() {
    super();
    this.#transloco.langChanges$.pipe(takeUntilDestroyed()).subscribe(() => this.#translate());
  }

  override getRangeLabel = (page: number, pageSize: number, length: number): string => {
    if (length === 0) {
      return this.#transloco.translate('ui.paginator.empty');
    }
    const from = page * pageSize + 1;
    const format = new Intl.NumberFormat(this.#transloco.getActiveLang());
    return this.#transloco.translate('ui.paginator.range', {
      from: format.format(from),
      to: format.format(Math.min(length, from + pageSize - 1)),
      total: format.format(length),
    });
  };

  #translate(): void {
    this.itemsPerPageLabel = this.#transloco.translate('ui.paginator.itemsPerPage');
    this.nextPageLabel = this.#transloco.translate('ui.paginator.next');
    this.previousPageLabel = this.#transloco.translate('ui.paginator.previous');
    this.firstPageLabel = this.#transloco.translate('ui.paginator.first');
    this.lastPageLabel = this.#transloco.translate('ui.paginator.last');
    this.changes.next();
  }
}
