import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import {
  fieldProblems,
  isPlainObject,
  isSurelyValid,
  NOT_AN_OBJECT,
  requireBoundedJson,
  rulesOf,
  takeKnownFields,
  ValidationError,
} from '@task-queue/problems';
import { sayingNoSecrets } from '../secrets/say-no-secrets.js';

const RULES = { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: false } as const;

/**
 * Raw params as an instance of their class, defaults filled in. Too much of it, unknown fields and keys that reach a
 * prototype are refused at any depth, before the rest is looked at. `null` for an optional property (`@IsOptional`) is as good as leaving it out, so a handler
 * never meets it.
 *
 * @throws ValidationError with one entry per field, paths such as `params.filter.status`
 */
export function validateParams<Params extends object>(paramsClass: new () => Params, raw: unknown): Params {
  if (!isPlainObject(raw)) {
    throw new ValidationError([{ field: 'params', message: NOT_AN_OBJECT }]);
  }
  requireBoundedJson(raw, 'params');
  return sayingNoSecrets(paramsClass, raw, () => validated(paramsClass, raw));
}

function validated<Params extends object>(paramsClass: new () => Params, raw: Record<string, unknown>): Params {
  const { known, problems } = takeKnownFields(paramsClass, raw, 'params');
  const params = plainToInstance(paramsClass, known as object, { exposeDefaultValues: true });
  const errors = isSurelyValid(params) ? [] : validateSync(params, RULES);
  if (errors.length > 0 || problems.length > 0) {
    throw new ValidationError([...problems, ...fieldProblems(errors, 'params.')]);
  }
  leaveOutNulls(params);
  return params;
}

/** Gives optional properties that are `null` their default, or takes them out; nested ones too. */
function leaveOutNulls(params: object): void {
  const paramsClass = params.constructor as new () => object;
  const values = params as Record<string, unknown>;
  for (const [property, rules] of rulesOf(paramsClass)) {
    const value = values[property];
    if (value === null && rules.some(({ kind }) => kind === 'isOptional')) {
      const fallback = (new paramsClass() as Record<string, unknown>)[property];
      if (fallback === undefined) {
        delete values[property];
      } else {
        values[property] = fallback;
      }
    } else if (rules.some(({ kind }) => kind === 'nested')) {
      for (const nested of Array.isArray(value) ? (value as unknown[]) : [value]) {
        if (typeof nested === 'object' && nested !== null) {
          leaveOutNulls(nested);
        }
      }
    }
  }
}
