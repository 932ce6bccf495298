import type { AbstractControl, ValidationErrors, ValidatorFn } from '@angular/forms';

/** What is wrong with a value: the key of a text under `ui.field` and what it names. */
export interface FieldProblem {
  readonly key: string;
  readonly values?: Readonly<Record<string, unknown>>;
  /** What the text counts, where it counts something. */
  readonly counted?: number;
}

/** A form's validator made of a function that names the problem. */
export function checkedBy(problemOf: (value: unknown) => FieldProblem | null): ValidatorFn {
  return ({ value }: AbstractControl<unknown>): ValidationErrors | null => {
    const problem = problemOf(value);
    return problem && { problem };
  };
}

/** What a control complains of, in its own words or the server's; `null` when it does not. */
export function problemOfControl(control: AbstractControl | null | undefined): FieldProblem | string | null {
  const errors = control?.errors as { problem?: FieldProblem; server?: string } | null | undefined;
  return errors?.server ?? errors?.problem ?? null;
}
