import { Validators, type ValidatorFn } from '@angular/forms';
import { PASSWORD_LENGTH } from '@task-queue/contracts';

/** What the server asks of a password, and nothing else. */
export const PASSWORD_RULES: ValidatorFn[] = [
  Validators.required,
  Validators.minLength(PASSWORD_LENGTH.min),
  Validators.maxLength(PASSWORD_LENGTH.max),
];

/** A field that has to repeat another, against slips of the finger. */
export function sameAs(original: string, repeated: string): ValidatorFn {
  return (form) => {
    const field = form.get(repeated);
    const isSame = field?.value === form.get(original)?.value;
    if (field && isSame && field.hasError('different')) {
      field.setErrors(null);
    } else if (field && !isSame && !field.hasError('required')) {
      field.setErrors({ different: true });
    }
    return null;
  };
}
