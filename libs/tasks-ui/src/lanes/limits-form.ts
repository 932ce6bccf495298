import { FormControl, FormGroup, type FormArray } from '@angular/forms';
import { MAX_LIMIT_COUNT, type LimitKey, type TypeLimit } from '@task-queue/contracts';
import { checkedBy, wholeBetween } from '@task-queue/ui/form-controls';

const MINUTE_MS = 60_000;

/** A limit, as its fields hold it: what is left empty is not limited. */
export type LimitForm = ReturnType<typeof limitForm>;

/** The fields of a limit, for a new one where none is given. */
export function limitForm({ key = 'none', concurrency, rate }: Partial<TypeLimit> = {}) {
  const count = checkedBy(wholeBetween(1, MAX_LIMIT_COUNT));
  return new FormGroup({
    key: new FormControl<LimitKey>(key, { nonNullable: true }),
    concurrency: new FormControl<number | null>(concurrency ?? null, count),
    count: new FormControl<number | null>(rate?.count ?? null, count),
    perMs: new FormControl(rate?.perMs ?? MINUTE_MS, { nonNullable: true }),
  });
}

/** What valid fields hold, as a request has it. */
export function limitsOf(forms: FormArray<LimitForm>): readonly TypeLimit[] {
  return forms.controls.map((form) => {
    const { key, concurrency, count, perMs } = form.getRawValue();
    return {
      key,
      ...(concurrency === null ? {} : { concurrency }),
      ...(count === null ? {} : { rate: { count, perMs } }),
    };
  });
}

/** Marks limits that limit nothing, and those that are counted as another one is; whether every field is in order. */
export function checkLimits(
  forms: FormArray<LimitForm>,
  words: { readonly lacking: string; readonly twice: string },
): boolean {
  const keys = new Set<LimitKey>();
  for (const { controls } of forms.controls) {
    Object.values(controls).forEach((control) => control.updateValueAndValidity()); // what was marked before
    if (controls.concurrency.value === null && controls.count.value === null) {
      controls.concurrency.setErrors({ server: words.lacking });
    }
    if (keys.has(controls.key.value)) {
      controls.key.setErrors({ server: words.twice });
    }
    keys.add(controls.key.value);
  }
  forms.markAllAsTouched();
  return forms.valid;
}
