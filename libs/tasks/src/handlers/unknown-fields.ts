import type { FieldProblem } from '../domain/errors.js';
import { shownPath } from '../domain/json-limits.js';
import { nestedClassOf, rulesOf } from './params-schema-rules.js';

/** Said of a field that a class does not have. */
export const UNKNOWN_FIELD = { zh: '未知字段', en: 'unknown field' };

type ParamsClass = new () => object;
/** A class' fields, each with the class of what is nested in it. */
type Fields = ReadonlyMap<string, ParamsClass | undefined>;

const fieldsByClass = new WeakMap<ParamsClass, Fields>();

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
export function takeKnownFields(paramsClass: ParamsClass, value: unknown, path = ''): KnownFields {
  const problems: FieldProblem[] = [];
  return { known: take(paramsClass, value, path, problems), problems };
}

function take(paramsClass: ParamsClass, value: unknown, path: string, problems: FieldProblem[]): unknown {
  if (Array.isArray(value)) {
    return value.map((item, i) => take(paramsClass, item, `${path}.${i}`, problems));
  }
  if (typeof value !== 'object' || value === null) {
    return value; // what is no object at all is told by the rule that wants one
  }
  const fields = fieldsOf(paramsClass);
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

function fieldsOf(paramsClass: ParamsClass): Fields {
  let fields = fieldsByClass.get(paramsClass);
  if (fields === undefined) {
    const rules = [...rulesOf(paramsClass)];
    fields = new Map(rules.map(([property, own]) => [property, nestedClassOf(paramsClass, property, own)]));
    fieldsByClass.set(paramsClass, fields);
  }
  return fields;
}
