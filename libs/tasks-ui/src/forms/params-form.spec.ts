import { describe, expect, it } from '@jest/globals';
import { SECRET_MASK } from '@task-queue/contracts';
import { formFields, keptFields } from './form-fields';
import { paramsForm, paramsOf } from './params-form';

const FILTER = {
  type: 'object',
  properties: { q: { type: 'string' }, status: { type: 'array', items: { enum: ['pending', 'failed'] } } },
};
const fields = formFields({
  properties: {
    format: { enum: ['csv', 'json'], default: 'csv' },
    size: { enum: [0, 1] },
    steps: { type: 'integer', default: 3 },
    quiet: { type: 'boolean' },
    loud: { type: 'boolean', default: true },
    states: { type: 'array', items: { enum: ['a', 'b'] }, default: ['a'] },
    message: { type: 'string', default: 'flaky' },
    from: { type: 'string', format: 'date-time' },
    filter: FILTER,
    free: { type: 'object' },
  },
});

const edited = (change: Readonly<Record<string, unknown>>): Record<string, unknown> => {
  const form = paramsForm(fields);
  form.patchValue(change);
  return paramsOf(fields, form.getRawValue() as Record<string, unknown>);
};

describe('the form of a type’s params', () => {
  it('begins with the defaults and leaves out what has none', () => {
    expect(edited({})).toEqual({ format: 'csv', steps: 3, loud: true, states: ['a'], message: 'flaky' });
  });

  it('keeps a choice’s own type, also where it is nothing to JavaScript', () => {
    expect(edited({ size: 0 })['size']).toBe(0);
  });

  it('says that a text or a list was emptied, so that its default does not come back', () => {
    expect(edited({ message: '', states: [] })).toMatchObject({ message: '', states: [] });
  });

  it('leaves an emptied number to the server’s default', () => {
    expect('steps' in edited({ steps: null })).toBe(false);
  });

  it('has a switched-off switch that has a default, and none that was never touched', () => {
    expect(edited({ loud: false })['loud']).toBe(false);
    expect('quiet' in edited({})).toBe(false);
  });

  it('has a group only when something in it was filled in', () => {
    expect(edited({ filter: { status: ['failed'] } })['filter']).toEqual({ status: ['failed'] });
    expect('filter' in edited({ filter: { q: '' } })).toBe(false);
  });

  it('gives back unchanged the params that it was filled with', () => {
    const params = {
      format: 'json',
      size: 1,
      steps: 9,
      quiet: true,
      loud: false,
      states: [],
      message: '',
      from: '2026-11-24T06:30:15.000Z',
      filter: { q: '对账', status: ['failed'] },
      free: { deep: [1, { a: null }] },
    };
    const form = paramsForm(fields, params);
    expect(paramsOf(fields, form.getRawValue() as Record<string, unknown>)).toEqual(params);
  });

  it('leaves out what another task’s params left out', () => {
    const form = paramsForm(fields, { format: 'json' });
    expect(form.get('filter')?.value).toEqual({ q: '', status: [] });
    expect(form.get('from')?.value).toBe('');
  });

  it('shows no secret, sends one that was typed, and for one that is kept its mask', () => {
    const params = { password: SECRET_MASK };
    const secrets = formFields({ properties: { password: { type: 'string', writeOnly: true } } });
    const sent = (of: typeof secrets, typed?: string): unknown => {
      const form = paramsForm(of, params);
      expect(form.value).toEqual({ password: '' });
      form.patchValue(typed === undefined ? {} : { password: typed });
      return paramsOf(of, form.getRawValue() as Record<string, unknown>);
    };
    expect(sent(secrets)).toEqual({});
    expect(sent(keptFields(secrets, params))).toEqual(params);
    expect(sent(keptFields(secrets, params), 'new')).toEqual({ password: 'new' });
  });
});
