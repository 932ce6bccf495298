import { ValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import { ValidationError } from '../domain/errors.js';
import { fieldProblems, isPlainObject, NOT_AN_OBJECT } from '../handlers/validate-params.js';

const UNKNOWN_FIELD = { zh: '未知字段', en: 'unknown field' };

/**
 * Looks at what Nest's pipe does not: it takes a list for an object with fields, and drops some names unseen. What it has
 * made once passes as it is, where the pipe is the application's as well as the controller's.
 */
class RequestPipe extends ValidationPipe {
  readonly #made = new WeakSet<object>();

  /** @throws ValidationError with one entry per field */
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const { metatype } = metadata;
    if (this.#made.has(Object(value) as object)) {
      return value;
    }
    // No body at all is left to the fields, which may all be optional; what somebody else's pipe made has no odd names.
    const isRaw = value !== undefined && !(metatype !== undefined && value instanceof metatype);
    if (this.toValidate(metadata) && isRaw) {
      refuseOverlooked(value, metadata);
    }
    const made: unknown = await super.transform(value, metadata);
    if (typeof made === 'object' && made !== null) {
      this.#made.add(made);
    }
    return made;
  }
}

function refuseOverlooked(value: unknown, { type }: ArgumentMetadata): void {
  if (type === 'body' && !isPlainObject(value)) {
    throw new ValidationError([{ field: 'body', message: NOT_AN_OBJECT }]);
  }
  const names = Object.keys(Object(value) as object).filter((name) => name === 'prototype' || name in Object.prototype);
  if (names.length > 0) {
    throw new ValidationError(names.map((field) => ({ field, message: UNKNOWN_FIELD })));
  }
}

/** Validates bodies and queries by their DTO: unknown fields are refused, and every wrong field is named. */
export const requestPipe = new RequestPipe({
  transform: true,
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  validationError: { target: true, value: false },
  exceptionFactory: (errors) => new ValidationError(fieldProblems(errors)),
});
