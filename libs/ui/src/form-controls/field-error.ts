import { ChangeDetectorRef, Component, inject, input } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import type { AbstractControl } from '@angular/forms';
import { TranslocoPipe } from '@jsverse/transloco';
import { switchMap } from 'rxjs';
import { Counted } from '../formats/counted';
import { problemOfControl, type FieldProblem } from './field-problem';

/** What is wrong with a field that a person has been in, in the page's language; the server's words where it has some. */
@Component({
  selector: 'tq-field-error',
  imports: [Counted, TranslocoPipe],
  template: `@if (problem(); as problem) {
    <span>{{
      isText(problem) ? problem : ('ui.field.' + problem.key | tqCounted: problem.counted | transloco: problem.values)
    }}</span>
  }`,
  styles: `
    span {
      font-size: 12px;
      line-height: 16px;
      color: var(--mat-sys-error);
      overflow-wrap: anywhere;
    }
  `,
})
export class FieldError {
  readonly control = input.required<AbstractControl>();

  constructor() {
    const view = inject(ChangeDetectorRef);
    toObservable(this.control)
      .pipe(
        switchMap((control) => control.events),
        takeUntilDestroyed(),
      )
      .subscribe(() => view.markForCheck());
  }

  protected problem(): FieldProblem | string | null {
    return this.control().touched ? problemOfControl(this.control()) : null;
  }

  protected isText(problem: FieldProblem | string): problem is string {
    return typeof problem === 'string';
  }
}
