import { describe, expect, it } from '@jest/globals';
import { SECRET_MASK } from '@task-queue/contracts';
import { formFields, keptFields } from './form-fields';

const SCHEMA = {
  type: 'object',
  properties: {
    format: { enum: ['csv', 'json'], default: 'csv', 'x-title': { zh: '格式', en: 'Format' } },
    steps: { type: 'integer', minimum: 1, maximum: 9, default: 3 },
    quiet: { type: 'boolean' },
    lanes: { type: 'array', items: { enum: ['high', 'low'] }, minItems: 1 },
    tags: { type: 'array', items: { type: 'string', maxLength: 10 }, maxItems: 3, uniqueItems: true },
    from: { type: 'string', format: 'date-time' },
    filter: { type: 'object', properties: { status: { type: 'array', items: { enum: ['pending', 'failed'] } } } },
    name: { type: 'string', title: 'Name' },
    message: { type: 'string', maxLength: 2_000 },
    free: { type: 'object' },
    rows: { type: 'array', items: { type: 'object', properties: {} } },
    anything: {},
    password: { type: 'string', writeOnly: true },
    key: { type: 'string', writeOnly: true, maxLength: 4_000 },
  },
  required: ['name'],
};

const fields = formFields(SCHEMA);
const field = (name: string) => fields.find((one) => one.name === name);

describe('the fields of a type', () => {
  it('are of the kind its schema asks for, and JSON where there is none', () => {
    expect(Object.fromEntries(fields.map(({ name, kind }) => [name, kind]))).toEqual({
      format: 'choice',
      steps: 'number',
      quiet: 'boolean',
      lanes: 'choices',
      tags: 'list',
      from: 'time',
      filter: 'group',
      name: 'text',
      message: 'longText',
      free: 'json',
      rows: 'json',
      anything: 'json',
      password: 'secret',
      key: 'secret',
    });
    expect([field('password')?.isLong, field('key')?.isLong]).toEqual([false, true]);
  });

  it('carry labels in both languages, else the schema’s own title, else their name', () => {
    expect(field('format')?.label).toEqual({ zh: '格式', en: 'Format' });
    expect(field('name')?.label).toEqual({ zh: 'Name', en: 'Name' });
    expect(field('steps')?.label).toEqual({ zh: 'steps', en: 'steps' });
  });

  it('carry bounds, defaults and what is required', () => {
    expect(field('steps')).toMatchObject({ preset: 3, rules: { isInteger: true, min: 1, max: 9 } });
    expect(field('tags')).toMatchObject({ maxItems: 3, isUnique: true, rules: { maxLength: 10 } });
    expect(fields.filter(({ isRequired }) => isRequired).map(({ name }) => name)).toEqual(['name']);
  });

  it('call states and priorities by the page’s names for them, in a group as well', () => {
    expect(field('lanes')?.choices.map(({ textKey }) => textKey)).toEqual([
      'tasks.task.priority.high',
      'tasks.task.priority.low',
    ]);
    expect(field('filter')?.fields[0]?.choices[0]).toEqual({
      value: 'pending',
      text: 'pending',
      textKey: 'tasks.task.status.pending',
    });
    expect(field('format')?.choices[0]).toEqual({ value: 'csv', text: 'csv', textKey: null });
  });

  it('keep the secrets that masks stand for, in a group as well, and need no others', () => {
    const secret = { type: 'string', writeOnly: true };
    const login = { type: 'object', properties: { token: secret }, required: ['token'] };
    const of = formFields({ properties: { login, password: secret, other: secret }, required: ['password', 'other'] });
    const [group, password, other] = keptFields(of, {
      login: { token: SECRET_MASK },
      password: SECRET_MASK,
      other: 'a',
    });
    expect(group?.fields[0]).toMatchObject({ isKept: true, isRequired: false });
    expect(password).toMatchObject({ isKept: true, isRequired: false });
    expect(other).toMatchObject({ isKept: false, isRequired: true });
  });
});
