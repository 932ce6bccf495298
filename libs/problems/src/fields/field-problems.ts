import type { ValidationError as ClassValidationError } from 'class-validator';
import type { FieldProblem } from '../problem-error.js';
import { problemMessage } from './field-messages.js';

/** Said of what is something else than `{…}`. */
export const NOT_AN_OBJECT = { zh: '必须是 JSON 对象', en: 'must be a JSON object' };

/** class-validator's tree of errors as one entry per field; `prefix` begins each path. */
export function fieldProblems(errors: readonly ClassValidationError[], prefix = ''): FieldProblem[] {
  return errors.flatMap((error) => {
    const field = `${prefix}${error.property}`;
    const own = error.constraints ? [{ field, message: problemMessage(error) }] : [];
    return [...own, ...fieldProblems(error.children ?? [], `${field}.`)];
  });
}

/** Whether a value is what `{…}` in JSON gives. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return false;
  }
  const prototype = Object.getPrototypeOf(value) as unknown;
  // Not compared with Object.prototype: JSON may have been parsed in another realm.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
