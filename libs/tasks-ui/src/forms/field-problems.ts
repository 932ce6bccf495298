import { findInexactNumber } from '@task-queue/contracts';
import type { FieldProblem } from '@task-queue/ui/form-controls';
import { timeProblem } from '@task-queue/ui/time-field';
import type { FormField, ScalarRules } from './form-fields';

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What is wrong with a field's value by its schema, if anything. The server has the last word. */
export function problemOf(field: FormField, value: unknown): FieldProblem | null {
  if (isEmpty(value)) {
    return isMissing(field) ? { key: 'required' } : null;
  }
  switch (field.kind) {
    case 'text':
    case 'longText':
    case 'secret':
    case 'number':
      return scalarProblem(field.rules, value);
    case 'list':
    case 'choices':
      return listProblem(field, value as readonly unknown[]); // these controls hold arrays
    case 'time':
      return timeProblem(String(value));
    case 'json':
      return jsonProblem(field.json, String(value));
    case 'boolean':
    case 'choice':
    case 'group':
      return null;
  }
}

/** Whether a value counts as not given. */
export function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}

/** Whether something must be given: by name, or as items that a list with a default may not be without. */
function isMissing({ kind, isRequired, preset, minItems }: FormField): boolean {
  const isList = kind === 'list' || kind === 'choices';
  return isRequired ? !isList || minItems > 0 : isList && minItems > 0 && preset !== undefined;
}

function scalarProblem(rules: ScalarRules, value: unknown): FieldProblem | null {
  if (!rules.isNumber) {
    return textProblem(rules, String(value));
  }
  const isChanged = typeof value === 'string' && !Number.isNaN(Number(value));
  return isChanged ? { key: 'inexact' } : numberProblem(rules, Number(value));
}

function numberProblem({ isInteger, min, max, above, below, step }: ScalarRules, value: number): FieldProblem | null {
  if (Number.isNaN(value)) {
    return { key: 'number' };
  }
  if (isInteger && !Number.isInteger(value)) {
    return { key: 'integer' };
  }
  if ((min !== null && value < min) || (max !== null && value > max)) {
    return min !== null && max !== null
      ? { key: isInteger ? 'range' : 'numberRange', values: { min, max } }
      : min !== null
        ? { key: 'atLeast', values: { min } }
        : { key: 'atMost', values: { max } };
  }
  if (above !== null && value <= above) {
    return { key: 'above', values: { min: above } };
  }
  if (below !== null && value >= below) {
    return { key: 'below', values: { max: below } };
  }
  const steps = step === null ? 0 : value / step;
  return Math.abs(steps - Math.round(steps)) > 1e-9 ? { key: 'multiple', values: { step } } : null;
}

function textProblem({ minLength, maxLength, pattern, format }: ScalarRules, value: string): FieldProblem | null {
  if (minLength !== null && value.length < minLength) {
    return { key: 'tooShort', values: { min: minLength }, counted: minLength };
  }
  if (maxLength !== null && value.length > maxLength) {
    return { key: 'tooLong', values: { max: maxLength, length: value.length }, counted: maxLength };
  }
  if (pattern !== null && matches(pattern, value) === false) {
    return { key: 'pattern', values: { pattern } };
  }
  switch (format) {
    case 'email':
      return EMAIL.test(value) ? null : { key: 'email' };
    case 'uuid':
      return UUID.test(value) ? null : { key: 'uuid' };
    default:
      return null;
  }
}

function listProblem(field: FormField, items: readonly unknown[]): FieldProblem | null {
  const { minItems, maxItems, isUnique, rules } = field;
  if (items.length < minItems) {
    return { key: 'tooFew', values: { min: minItems }, counted: minItems };
  }
  if (maxItems !== null && items.length > maxItems) {
    return { key: 'tooMany', values: { max: maxItems }, counted: maxItems };
  }
  if (isUnique && new Set(items).size < items.length) {
    return { key: 'unique' };
  }
  return field.kind === 'choices'
    ? null
    : (items.map((item) => scalarProblem(rules, item)).find((problem) => problem !== null) ?? null);
}

function jsonProblem(wanted: FormField['json'], text: string): FieldProblem | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { key: 'syntax', values: placeOf(error, text) };
  }
  const number = findInexactNumber(text);
  if (number !== null) {
    return { key: 'inexactJson', values: { number } };
  }
  const isObject = typeof value === 'object' && value !== null;
  if (wanted === 'object' && (!isObject || Array.isArray(value))) {
    return { key: 'json' };
  }
  return wanted === 'array' && !Array.isArray(value) ? { key: 'jsonArray' } : null;
}

/** Where the text stops being JSON, as the browser's message has it; its end where the browser does not say. */
function placeOf(error: unknown, text: string): { readonly line: number; readonly column: number } {
  const message = error instanceof Error ? error.message : '';
  const [, line, column] = /line (\d+) column (\d+)/.exec(message) ?? [];
  if (line !== undefined && column !== undefined) {
    return { line: Number(line), column: Number(column) };
  }
  const [, position] = /position (\d+)/.exec(message) ?? [];
  const before = text.slice(0, position === undefined ? text.length : Number(position)).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
}

/** Whether a text has the pattern that the programmer of a handler gave; `null` for a pattern this browser does not know. */
function matches(pattern: string, value: string): boolean | null {
  try {
    return new RegExp(pattern, 'u').test(value);
  } catch {
    return null;
  }
}
