import { describe, expect, it } from '@jest/globals';
import { formFields, paramsOf } from './form-fields';

const SCHEMA = {
  type: 'object',
  properties: {
    format: { enum: ['csv', 'json'], default: 'csv', 'x-title': { zh: '格式', en: 'Format' } },
    steps: { type: 'integer', minimum: 1, maximum: 9, default: 3 },
    quiet: { type: 'boolean' },
    lanes: { type: 'array', items: { enum: ['high', 'low'] } },
    from: { type: 'string', format: 'date-time' },
    filter: { type: 'object', properties: {} },
    name: { type: 'string' },
  },
  required: ['name'],
};

describe('the fields of a type', () => {
  it('are of the kind its schema asks for', () => {
    const kinds = formFields(SCHEMA).map(({ name, kind }) => [name, kind]);
    expect(Object.fromEntries(kinds)).toEqual({
      format: 'choice',
      steps: 'number',
      quiet: 'boolean',
      lanes: 'choices',
      from: 'time',
      filter: 'json',
      name: 'text',
    });
  });

  it('carry labels, bounds, defaults and what is required', () => {
    const fields = formFields(SCHEMA);
    expect(fields[0]).toMatchObject({ label: { zh: '格式', en: 'Format' }, initial: 'csv', choices: ['csv', 'json'] });
    expect(fields[1]).toMatchObject({ min: 1, max: 9, initial: 3 });
    expect(fields.filter(({ isRequired }) => isRequired).map(({ name }) => name)).toEqual(['name']);
  });

  it('give params without what was left empty', () => {
    const values = { format: 'json', steps: 0, quiet: false, lanes: [], from: '', filter: '{"a":1}', name: '' };
    expect(paramsOf(formFields(SCHEMA), values)).toEqual({ format: 'json', steps: 0, quiet: false, filter: { a: 1 } });
  });
});
