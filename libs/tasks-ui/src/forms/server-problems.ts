import { FormGroup, type AbstractControl } from '@angular/forms';
import { isolated, type FieldError } from '@task-queue/contracts';

/**
 * Puts what the server says of fields beside them: a path such as `params.filter.status` to its own control, what is
 * deeper than the form (an item of a list, a member of JSON) to the field that holds it.
 *
 * @param controls the controls by their names in the request
 * @returns the ones that no field is there for
 */
export function placeServerProblems(
  controls: Readonly<Record<string, AbstractControl>>,
  problems: readonly FieldError[],
): FieldError[] {
  const texts = new Map<AbstractControl, string[]>();
  const homeless: FieldError[] = [];
  for (const problem of problems) {
    const [control, rest] = nearest(controls, problem.field.split('.'));
    if (control === null || (control instanceof FormGroup && rest.length > 0)) {
      homeless.push(problem);
    } else {
      const text = rest.length === 0 ? problem.message : `${isolated(rest.join('.'))}: ${problem.message}`;
      texts.set(control, [...(texts.get(control) ?? []), text]);
    }
  }
  for (const [control, lines] of texts) {
    control.setErrors({ server: lines.join('\n') });
    control.markAsTouched();
  }
  return homeless;
}

/** The control that a path leads to, or the last one on the way, and what is left of the path. */
function nearest(
  controls: Readonly<Record<string, AbstractControl>>,
  path: readonly string[],
): [AbstractControl | null, readonly string[]] {
  let among: Readonly<Record<string, AbstractControl>> = controls;
  let control: AbstractControl | null = null;
  for (const [depth, name] of path.entries()) {
    if (!Object.hasOwn(among, name)) {
      return [control, path.slice(depth)];
    }
    control = among[name]!;
    among = control instanceof FormGroup ? control.controls : {};
  }
  return [control, []];
}
