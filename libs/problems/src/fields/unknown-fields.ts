import type { FieldProblem } from '../problem-error.js';
import { nestedClassOf, rulesOf } from './class-rules.js';
import { shownPath } from './json-limits.js';

/** Said of a field that a class does not have. */
export const UNKNOWN_FIELD = { zh: '未知字段', en: 'unknown field' };

type FieldsClass = new () => object;
/** A class' fields, each with the class of what is nested in it. */
type Fields = ReadonlyMap<string, FieldsClass | undefined>;

const fieldsByClass = new WeakMap<FieldsClass, Fields>();

/** A value apart from the fields that its class does not have. */
export interface KnownFields {
  /** A copy without them, as far as the classes reach. */
  readonly known: unknown;
  /** One entry for each of them. */
  readonly problems: readonly FieldProblem[];
}

/**
 * Takes out the fields that a class does not have, in nested objects too, before any of them is transformed: an object of
 * many keys takes the time of the keys it may have.
 *
 * @param path - where the value stands, e.g. `params`; nowhere when left out
 */
export function takeKnownFields(fieldsClass: FieldsClass, value: unknown, path = ''): KnownFields {
  const problems: FieldProblem[] = [];
  return { known: take(fieldsClass, value, path, problems), problems };
}

function take(fieldsClass: FieldsClass, value: unknown, path: string, problems: FieldProblem[]): unknown {
  if (Array.isArray(value)) {
    return value.map((item, i) => take(fieldsClass, item, `${path}.${i}`, problems));
  }
  if (typeof value !== 'object' || value === null) {
    return value; // what is no object at all is told by the rule that wants one
  }
  const fields = fieldsOf(fieldsClass);
  const known: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) {
    const innerPath = path === '' ? key : `${path}.${key}`;
    if (fields.has(key)) {
      const nestedClass = fields.get(key);
      known[key] = nestedClass === undefined ? inner : take(nestedClass, inner, innerPath, problems);
    } else {
      problems.push({ field: shownPath(innerPath), message: UNKNOWN_FIELD });
    }
  }
  return known;
}

function fieldsOf(fieldsClass: FieldsClass): Fields {
  let fields = fieldsByClass.get(fieldsClass);
  if (fields === undefined) {
    const rules = [...rulesOf(fieldsClass)];
    fields = new Map(rules.map(([property, own]) => [property, nestedClassOf(fieldsClass, property, own)]));
    fieldsByClass.set(fieldsClass, fields);
  }
  return fields;
}
