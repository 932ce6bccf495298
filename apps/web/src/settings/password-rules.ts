import { Validators, type ValidatorFn } from '@angular/forms';

/** What the server asks of a password: 8 to 128 characters, and nothing else. */
export const PASSWORD_RULES: ValidatorFn[] = [Validators.required, Validators.minLength(8), Validators.maxLength(128)];

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
