import { SECRET_MASK, TASK_PRIORITIES, TASK_STATUSES, type LocalizedText } from '@task-queue/contracts';

/** How a field is shown. */
export type FieldKind =
  | 'text'
  | 'longText'
  /** A text that nobody is shown again. */
  | 'secret'
  | 'number'
  | 'boolean'
  /** One of a few values. */
  | 'choice'
  /** Any of a few values. */
  | 'choices'
  /** Any number of texts or numbers. */
  | 'list'
  | 'time'
  /** Fields of its own. */
  | 'group'
  /** Whatever there is no field for. */
  | 'json';

/** A value to choose. */
export interface Choice {
  readonly value: unknown;
  readonly text: string;
  /** The key of its name in the page's language, where the page knows the word. */
  readonly textKey: string | null;
}

/** What a text or a number has to keep to. */
export interface ScalarRules {
  readonly isNumber: boolean;
  readonly isInteger: boolean;
  readonly min: number | null;
  readonly max: number | null;
  /** Bounds that are not reached themselves. */
  readonly above: number | null;
  readonly below: number | null;
  readonly step: number | null;
  readonly minLength: number | null;
  readonly maxLength: number | null;
  readonly pattern: string | null;
  readonly format: string | null;
}

/** A field of the create dialog. */
export interface FormField {
  readonly name: string;
  readonly kind: FieldKind;
  readonly label: LocalizedText;
  readonly hint: LocalizedText | null;
  readonly isRequired: boolean;
  /** The schema's default; `undefined` without one. */
  readonly preset: unknown;
  readonly choices: readonly Choice[];
  /** Of the value itself, or of each item of a list. */
  readonly rules: ScalarRules;
  readonly minItems: number;
  readonly maxItems: number | null;
  readonly isUnique: boolean;
  /** A group's fields. */
  readonly fields: readonly FormField[];
  /** Whether it is to be a text of several lines. */
  readonly isLong: boolean;
  /** Of a secret: whether there is one that stays where none is given. */
  readonly isKept: boolean;
  /** What a JSON field takes. */
  readonly json: 'object' | 'array' | 'any';
}

type Schema = Readonly<Record<string, unknown>>;

/** A text that may be longer than this, in characters, gets more than one line. */
const LONG_TEXT = 300;

/** The fields for a type's params: the right kind for each property of its JSON Schema, JSON for what has none. */
export function formFields(paramsSchema: Schema): FormField[] {
  const properties = (paramsSchema['properties'] ?? {}) as Readonly<Record<string, Schema>>;
  const required = (paramsSchema['required'] ?? []) as readonly string[];
  return Object.entries(properties).map(([name, schema]) => fieldOf(name, schema, required.includes(name)));
}

/** The same for params whose secrets stay where none are given in their place: those that the masks in them stand for. */
export function keptFields(fields: readonly FormField[], params: Schema): FormField[] {
  return fields.map((field) => {
    const value = params[field.name];
    return field.kind === 'group' && typeof value === 'object' && value !== null
      ? { ...field, fields: keptFields(field.fields, value as Schema) } // an object's members are found by name
      : field.kind === 'secret' && value === SECRET_MASK
        ? { ...field, isKept: true, isRequired: false }
        : field;
  });
}

function fieldOf(name: string, schema: Schema, isRequired: boolean): FormField {
  const items = (schema['items'] ?? {}) as Schema;
  const kind = kindOf(schema, items);
  return {
    name,
    kind,
    label: textOf(schema['x-title']) ?? plainText(schema['title']) ?? { zh: name, en: name },
    hint: textOf(schema['x-description']) ?? plainText(schema['description']),
    isRequired,
    preset: schema['default'],
    choices: choicesOf((kind === 'choices' ? items : schema)['enum']),
    rules: rulesOf(kind === 'list' ? items : schema),
    minItems: numberOf(schema['minItems']) ?? 0,
    maxItems: numberOf(schema['maxItems']),
    isUnique: schema['uniqueItems'] === true,
    fields: kind === 'group' ? formFields(schema) : [],
    isLong: isLong(schema),
    isKept: false,
    json: schema['type'] === 'object' ? 'object' : schema['type'] === 'array' ? 'array' : 'any',
  };
}

function kindOf(schema: Schema, items: Schema): FieldKind {
  if (Array.isArray(schema['enum'])) {
    return 'choice';
  }
  switch (schema['type']) {
    case 'boolean':
      return 'boolean';
    case 'integer':
    case 'number':
      return 'number';
    case 'string':
      return schema['format'] === 'date-time'
        ? 'time'
        : schema['writeOnly'] === true
          ? 'secret'
          : isLong(schema)
            ? 'longText'
            : 'text';
    case 'array':
      return Array.isArray(items['enum']) ? 'choices' : isScalar(items) ? 'list' : 'json';
    case 'object':
      return Object.keys(schema['properties'] ?? {}).length > 0 ? 'group' : 'json';
    default:
      return 'json';
  }
}

function isLong({ maxLength }: Schema): boolean {
  return (numberOf(maxLength) ?? 0) > LONG_TEXT;
}

function isScalar({ type, format }: Schema): boolean {
  return (type === 'string' && format !== 'date-time') || type === 'integer' || type === 'number';
}

function rulesOf(schema: Schema): ScalarRules {
  const { type, pattern, format } = schema as { type?: unknown; pattern?: unknown; format?: unknown };
  return {
    isNumber: type === 'integer' || type === 'number',
    isInteger: type === 'integer',
    min: numberOf(schema['minimum']),
    max: numberOf(schema['maximum']),
    above: numberOf(schema['exclusiveMinimum']),
    below: numberOf(schema['exclusiveMaximum']),
    step: numberOf(schema['multipleOf']),
    minLength: numberOf(schema['minLength']),
    maxLength: numberOf(schema['maxLength']),
    pattern: typeof pattern === 'string' ? pattern : null,
    format: typeof format === 'string' ? format : null,
  };
}

/** States and priorities have names on this page; other words are shown as they are. */
function choicesOf(values: unknown): Choice[] {
  if (!Array.isArray(values)) {
    return [];
  }
  const known = (words: readonly unknown[]): boolean => values.every((value) => words.includes(value));
  const prefix = known(TASK_STATUSES) ? 'tasks.task.status.' : known(TASK_PRIORITIES) ? 'tasks.task.priority.' : null;
  return values.map((value: unknown) => ({
    value,
    text: String(value),
    textKey: prefix === null ? null : prefix + String(value),
  }));
}

function textOf(value: unknown): LocalizedText | null {
  const isText = typeof value === 'object' && value !== null && 'zh' in value && 'en' in value;
  return isText ? (value as LocalizedText) : null; // both were just seen
}

/** A schema's own `title` or `description`, which is in one language only. */
function plainText(value: unknown): LocalizedText | null {
  return typeof value === 'string' ? { zh: value, en: value } : null;
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
