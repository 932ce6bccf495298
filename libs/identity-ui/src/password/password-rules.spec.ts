import { expect, it } from '@jest/globals';
import { FormControl, FormGroup, Validators } from '@angular/forms';
import { PASSWORD_LENGTH } from '@task-queue/contracts';
import { PASSWORD_RULES, sameAs } from './password-rules';

const isAccepted = (length: number): boolean => new FormControl('x'.repeat(length), PASSWORD_RULES).valid;

it('a password is as long as the server wants it', () => {
  const { min, max } = PASSWORD_LENGTH;
  expect([0, min - 1, min, max, max + 1].map(isAccepted)).toEqual([false, false, true, true, false]);
});

it('a slip in the repetition is told at its field, until it is mended on either side', () => {
  const [original, repeated] = [new FormControl('secret'), new FormControl('secert', Validators.required)];
  const form = new FormGroup({ original, repeated }, { validators: sameAs('original', 'repeated') });
  expect(repeated.errors).toEqual({ different: true });
  original.setValue('secert');
  expect([repeated.errors, form.valid]).toEqual([null, true]);
  repeated.setValue('');
  expect(repeated.errors).toEqual({ required: true }); // that it is missing says enough
});
