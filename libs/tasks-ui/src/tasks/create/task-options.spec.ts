import { describe, expect, it } from '@jest/globals';
import type { TaskType } from '@task-queue/contracts';
import { problemOfControl } from '@task-queue/ui/form-controls';
import { optionsForm, optionsOf, suggestOptions } from './task-options';

const defaults = { priority: 'low', maxRetries: 2, timeoutMs: 1_500 } as const;
const type = { type: 'files.copy', defaults } as TaskType; // no more is looked at

describe('a task’s options', () => {
  it('begin with what the type has by default, times in whole seconds', () => {
    const options = optionsForm(null);
    suggestOptions(options, type, null);
    expect(optionsOf(options)).toEqual({ priority: 'low', maxRetries: 2, timeoutMs: 2_000 });
  });

  it('begin with a draft’s, but only for the draft’s own type', () => {
    const draft = { type: 'files.copy', title: '旧的', maxRetries: 0, timeoutMs: 9_000 };
    const options = optionsForm(draft);
    suggestOptions(options, type, draft);
    expect(optionsOf(options)).toEqual({ title: '旧的', priority: 'low', maxRetries: 0, timeoutMs: 9_000 });
    suggestOptions(options, { ...type, type: 'files.scan' }, draft);
    expect(optionsOf(options)).toMatchObject({ maxRetries: 2, timeoutMs: 2_000 });
  });

  it('that a person has written stay when another type is chosen', () => {
    const options = optionsForm(null);
    options.controls.maxRetries.setValue(7);
    options.controls.maxRetries.markAsDirty();
    suggestOptions(options, type, null);
    expect(options.value).toMatchObject({ maxRetries: 7, priority: 'low' });
  });

  it('need a time when the task is to run later, and send it as an instant', () => {
    const options = optionsForm(null);
    options.controls.runAt.setValue('');
    expect(problemOfControl(options.controls.runAt)).toEqual({ key: 'required' });
    options.controls.runAt.setValue('2027-03-01T09:30');
    expect(optionsOf(options)['runAt']).toBe(new Date(2027, 2, 1, 9, 30).toISOString());
  });

  it('ask for one task of a kind, and for a deadline, where a person wants it', () => {
    const options = optionsForm(null);
    options.controls.deadlineAt.setValue('');
    expect(optionsOf(options)).not.toHaveProperty('deadlineAt');
    expect(optionsOf(options)).not.toHaveProperty('unique');
    options.controls.isUnique.setValue(true);
    options.controls.deadlineAt.setValue('2027-03-01T09:30');
    expect(optionsOf(options)).toMatchObject({
      unique: {},
      deadlineAt: new Date(2027, 2, 1, 9, 30).toISOString(),
    });
    options.controls.deadlineAt.setValue('2027-02-30T09:30');
    expect(options.controls.deadlineAt.invalid).toBe(true);
  });

  it.each([
    ['title', 'x'.repeat(201), 'tooLong'],
    ['maxRetries', 21, 'range'],
    ['maxRetries', 1.5, 'range'],
    ['timeoutSeconds', 0, 'range'],
  ] as const)('%s may not be %j', (name, value, key) => {
    const control = optionsForm(null).get(name)!;
    control.setValue(value);
    expect(problemOfControl(control)).toMatchObject({ key });
  });
});
