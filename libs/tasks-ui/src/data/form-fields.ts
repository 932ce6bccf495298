import type { LocalizedText } from '@task-queue/contracts';

/** A field of the create dialog. */
export interface FormField {
  readonly name: string;
  readonly kind: 'text' | 'number' | 'boolean' | 'choice' | 'choices' | 'time' | 'json';
  readonly label: LocalizedText;
  readonly hint: LocalizedText | null;
  readonly isRequired: boolean;
  readonly initial: unknown;
  readonly choices: readonly string[];
  readonly min: number | null;
  readonly max: number | null;
}

type Schema = Readonly<Record<string, unknown>>;

/** The fields for a type's params: the right kind for each property of its JSON Schema, JSON for what has none. */
export function formFields(paramsSchema: Schema): FormField[] {
  const properties = (paramsSchema['properties'] ?? {}) as Readonly<Record<string, Schema>>;
  const required = (paramsSchema['required'] ?? []) as readonly string[];
  return Object.entries(properties).map(([name, schema]) => {
    const items = schema['items'] as Schema | undefined;
    const choices = (schema['enum'] ?? items?.['enum'] ?? []) as readonly string[];
    const kind = kindOf(schema, choices.length > 0);
    return {
      name,
      kind,
      label: textOf(schema['x-title']) ?? { zh: name, en: name },
      hint: textOf(schema['x-description']),
      isRequired: required.includes(name),
      initial: initialOf(kind, schema['default']),
      choices: choices.map(String),
      min: numberOf(schema['minimum']),
      max: numberOf(schema['maximum']),
    };
  });
}

/** What the fields hold, as params: an empty field is left out. @throws SyntaxError for a JSON field that is none */
export function paramsOf(
  fields: readonly FormField[],
  values: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const params: Record<string, unknown> = {};
  for (const { name, kind } of fields) {
    const value = values[name];
    if (value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) {
      continue;
    }
    params[name] =
      kind === 'json' ? JSON.parse(String(value)) : kind === 'time' ? new Date(String(value)).toISOString() : value;
  }
  return params;
}

function kindOf(schema: Schema, hasChoices: boolean): FormField['kind'] {
  switch (schema['type']) {
    case 'boolean':
      return 'boolean';
    case 'integer':
    case 'number':
      return 'number';
    case 'array':
      return hasChoices ? 'choices' : 'json';
    case 'object':
      return 'json';
    default:
      return hasChoices ? 'choice' : schema['format'] === 'date-time' ? 'time' : 'text';
  }
}

function initialOf(kind: FormField['kind'], value: unknown): unknown {
  if (kind === 'json') {
    return value === undefined ? '' : JSON.stringify(value, null, 2);
  }
  return value ?? (kind === 'choices' ? [] : kind === 'boolean' ? false : null);
}

function textOf(value: unknown): LocalizedText | null {
  const isText = typeof value === 'object' && value !== null && 'zh' in value && 'en' in value;
  return isText ? (value as LocalizedText) : null;
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
