import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError as ClassValidationError } from 'class-validator';
import { ValidationError, type FieldProblem } from '../domain/errors.js';
import { constraintMessage, PROTOTYPE_KEY_MESSAGE } from '../domain/constraint-messages.js';
import { findPrototypeKey } from '../domain/prototype-keys.js';

/**
 * Raw params as an instance of their class, defaults filled in.
 *
 * @throws ValidationError with one entry per field, paths beginning with `params`
 */
export function validateParams<Params extends object>(paramsClass: new () => Params, raw: unknown): Params {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    throw new ValidationError([
      { field: 'params', message: { zh: '必须是 JSON 对象', en: 'must be a JSON object' } },
    ]);
  }
  const prototypeKey = findPrototypeKey(raw, 'params');
  if (prototypeKey !== null) {
    throw new ValidationError([{ field: prototypeKey, message: PROTOTYPE_KEY_MESSAGE }]);
  }
  const params = plainToInstance(paramsClass, raw, { exposeDefaultValues: true });
  const errors = validateSync(params, { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: false });
  if (errors.length > 0) {
    throw new ValidationError(fieldProblems(errors, 'params.'));
  }
  return params;
}

/** class-validator's tree of errors as one entry per field. */
export function fieldProblems(errors: readonly ClassValidationError[], prefix = ''): FieldProblem[] {
  return errors.flatMap((error) => {
    const field = `${prefix}${error.property}`;
    const [constraint] = Object.entries(error.constraints ?? {});
    const own = constraint ? [{ field, message: constraintMessage(...constraint) }] : [];
    return [...own, ...fieldProblems(error.children ?? [], `${field}.`)];
  });
}
