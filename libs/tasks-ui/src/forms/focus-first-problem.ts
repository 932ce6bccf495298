/** Fields that can be wrong, in the order in which they stand. */
const INVALID_FIELDS =
  ':is(input, textarea, mat-select).ng-invalid, .ng-invalid:is(mat-chip-grid, mat-radio-group) input';

/** Goes to the first field that is wrong. Tries for some frames: a panel that unfolds hides what is in it at first. */
export function focusFirstProblem(form: HTMLElement, framesLeft = 60): void {
  const field = form.querySelector<HTMLElement>(INVALID_FIELDS);
  field?.focus();
  if (field && form.ownerDocument.activeElement !== field && framesLeft > 0) {
    requestAnimationFrame(() => focusFirstProblem(form, framesLeft - 1));
  }
}
