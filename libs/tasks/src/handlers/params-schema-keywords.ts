import type { Rule } from '@task-queue/problems';

/** A JSON Schema (2020-12), as plain JSON. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What a rule says in JSON Schema; a rule that is not here has no word there. */
const KEYWORDS: Readonly<Record<string, (...values: readonly unknown[]) => JsonSchema>> = {
  isString: () => ({ type: 'string' }),
  isNotEmpty: () => ({ minLength: 1 }), // of no weight for what is not a string
  minLength: (minLength) => ({ type: 'string', minLength }),
  maxLength: (maxLength) => ({ type: 'string', maxLength }),
  isLength: (minLength, maxLength) => ({
    type: 'string',
    minLength,
    ...(maxLength === undefined ? {} : { maxLength }),
  }),
  matches: (pattern, flags) => ({ type: 'string', ...patternOf(pattern, flags) }),
  isEmail: () => ({ type: 'string', format: 'email' }),
  isUuid: () => ({ type: 'string', format: 'uuid' }),
  isUrl: () => ({ type: 'string', format: 'uri' }),
  isIso8601: () => ({ type: 'string', format: 'date-time' }),
  isDateString: () => ({ type: 'string', format: 'date-time' }),
  isInstant: () => ({ type: 'string', format: 'date-time' }),
  isInt: () => ({ type: 'integer' }),
  isNumber: () => ({ type: 'number' }),
  isPositive: () => ({ type: 'number', exclusiveMinimum: 0 }),
  isNegative: () => ({ type: 'number', exclusiveMaximum: 0 }),
  min: (minimum) => ({ type: 'number', minimum }),
  max: (maximum) => ({ type: 'number', maximum }),
  isBoolean: () => ({ type: 'boolean' }),
  isIn: (values) => (Array.isArray(values) ? { enum: [...(values as unknown[])] } : {}),
  isEnum: (_entity, values) => ({ enum: values }),
  isArray: () => ({ type: 'array' }),
  arrayNotEmpty: () => ({ type: 'array', minItems: 1 }),
  arrayMinSize: (minItems) => ({ type: 'array', minItems }),
  arrayMaxSize: (maxItems) => ({ type: 'array', maxItems }),
  arrayUnique: () => ({ type: 'array', uniqueItems: true }),
  isObject: () => ({ type: 'object' }),
};

/** Several rules as one schema; `integer` outweighs `number`. */
export function keywordsOf(rules: readonly Rule[]): JsonSchema {
  const parts = rules.map(({ kind, values }) => KEYWORDS[kind]?.(...values) ?? {});
  const merged = Object.assign({}, ...parts) as JsonSchema;
  return parts.some(({ type }) => type === 'integer') ? { ...merged, type: 'integer' } : merged;
}

/** The pattern, unless it has a flag such as `i`, which JSON Schema can't say, or is none under `u`, which it implies. */
function patternOf(pattern: unknown, flags: unknown): JsonSchema {
  const { source, flags: allFlags } = new RegExp(pattern as string | RegExp, flags as string | undefined);
  if (/[^gu]/.test(allFlags)) {
    return {};
  }
  try {
    return { pattern: new RegExp(source, 'u').source };
  } catch {
    return {};
  }
}
