import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import type { LocalizedText, TaskType } from '@task-queue/contracts';
import { startApi, type RunningApi } from '../../testing/start-api.js';

/** How many params are tried a type; each is a call. */
const RUNS = Number(process.env['SCHEMA_RUNS'] ?? 60);

interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly default?: unknown;
  readonly title?: string;
  readonly 'x-title'?: LocalizedText;
}

const ajv = new Ajv2020({ strict: true, allErrors: true });
addFormats(ajv);
ajv.addVocabulary(['x-title', 'x-description']);

let api: RunningApi;
let token: string;
let types: TaskType[];
beforeAll(async () => {
  api = await startApi();
  ({ accessToken: token } = await api.login('admin'));
  types = (await api.request<TaskType[]>('GET', '/api/tasks/types', { token })).body;
});
afterAll(() => api.stop());

const TYPES = ['audit.export', 'demo.flaky', 'demo.hang', 'demo.steps', 'tasks.bulk', 'tasks.cleanup', 'tasks.export'];
const schemaOf = (type: string): Schema => types.find((candidate) => candidate.type === type)!.paramsSchema;

test('every type there is, is looked at', () => {
  expect(types.map(({ type }) => type)).toEqual(TYPES);
});

describe.each(TYPES)('the schema of %s', (type) => {
  test('is a JSON Schema of 2020-12, without a keyword that is none', () => {
    const schema = schemaOf(type);
    expect(ajv.validateSchema(schema)).toBe(true);
    expect(() => ajv.compile(schema)).not.toThrow();
    expect(schema).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema' });
  });

  test('has titles in both languages, at any depth, and defaults that it accepts itself', () => {
    const check = (schema: Schema): void => {
      for (const property of Object.values(schema.properties ?? {})) {
        expect(property['x-title']).toEqual({
          zh: expect.stringMatching(/[一-龥]/),
          en: expect.stringMatching(/^[\x20-\x7e]+$/),
        });
        expect(property.title).toBe(property['x-title']!.zh);
        expect(property.default === undefined || ajv.validate({ ...property }, property.default)).toBe(true);
        check(property);
      }
    };
    check(schemaOf(type));
  });

  test('accepts what the server accepts, and refuses what it refuses', async () => {
    const schema = schemaOf(type);
    const accepts = ajv.compile(schema);
    const seen = { accepted: 0, refused: 0 };
    const agrees = fc.asyncProperty(paramsOf(schema), async (params) => {
      const body = { type, params, runAt: '2099-01-01T00:00:00.000Z' };
      const { status } = await api.request('POST', '/api/tasks', { token, body });
      const isAccepted = accepts(params);
      seen[isAccepted ? 'accepted' : 'refused'] += 1;
      expect({ params, status }).toEqual({ params, status: isAccepted ? 201 : 422 });
    });
    await fc.assert(agrees, { numRuns: RUNS });
    expect(seen.accepted).toBeGreaterThan(RUNS / 10);
    expect(seen.refused).toBeGreaterThan(RUNS / 10);
  });
});

/** Params of a schema: mostly right, sometimes with a field that is wrong, missing or unknown. */
function paramsOf(schema: Schema): fc.Arbitrary<object> {
  const right = valueOf(schema) as fc.Arbitrary<object>;
  const names = Object.keys(schema.properties ?? {});
  const wrong = fc
    .tuple(right, fc.constantFrom(...names, 'somethingElse'), WRONG)
    .map(([params, name, value]) => ({ ...params, [name]: value }));
  const withoutOne = fc.tuple(right, fc.constantFrom(...names)).map(([params, name]) => {
    const rest: Record<string, unknown> = { ...params };
    delete rest[name];
    return rest;
  });
  return fc.oneof(
    { arbitrary: right, weight: 2 },
    { arbitrary: wrong, weight: 2 },
    { arbitrary: withoutOne, weight: 1 },
  );
}

/** Values that are wrong in most places, and near a limit in some. No `null`: left out is what it means for the server. */
const WRONG = fc.oneof(
  fc.constantFrom<unknown>('', 'x', '1', 'csv', 'pending', true, false, [], {}, [{}], ['x'], ['pending', 'pending']),
  fc.constantFrom<unknown>(-1, 0, 0.5, 1, 20, 21, 3_650, 3_651, 10_000, 10_001, 60_001, 1e300),
  fc.constantFrom('x'.repeat(200), 'x'.repeat(201), '😀'.repeat(200), '凭'.repeat(2_001)),
  fc.constantFrom<unknown>({ q: 1 }, { status: 'failed' }, { owner: 'x' }, { type: [1] }, { createdTo: 'tomorrow' }),
);

function valueOf(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.enum) {
    return fc.constantFrom(...schema.enum);
  }
  switch (schema.type) {
    case 'object': {
      const properties = Object.entries(schema.properties ?? {}).map(([name, of]) => [name, valueOf(of)] as const);
      return fc.record(Object.fromEntries(properties), {
        requiredKeys: [...(schema.required ?? [])],
        noNullPrototype: true,
      });
    }
    case 'array': {
      const bounds = { minLength: schema.minItems ?? 0, maxLength: Math.min(schema.maxItems ?? 5, 5) };
      const items = valueOf(schema.items ?? { type: 'string' });
      return schema.uniqueItems ? fc.uniqueArray(items, bounds) : fc.array(items, bounds);
    }
    case 'integer':
      return fc.integer({ min: schema.minimum ?? -1_000, max: schema.maximum ?? 1_000 });
    case 'boolean':
      return fc.boolean();
    case 'string':
      return textOf(schema);
    default:
      throw new Error(`No values for ${JSON.stringify(schema)}`);
  }
}

function textOf({ format, minLength = 0, maxLength = 50 }: Schema): fc.Arbitrary<string> {
  switch (format) {
    case 'date-time':
      return fc
        .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
        .map((date) => date.toISOString());
    case 'uuid':
      return fc.uuid();
    default:
      return fc.string({ minLength, maxLength: Math.min(maxLength, 50), unit: 'grapheme' });
  }
}
