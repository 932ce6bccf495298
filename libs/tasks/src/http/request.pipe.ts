import { ValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import { ValidationError } from '../domain/errors.js';
import { fieldProblems, isPlainObject, NOT_AN_OBJECT } from '../handlers/validate-params.js';

const UNKNOWN_FIELD = { zh: '未知字段', en: 'unknown field' };

/** Looks at what Nest's pipe does not: it takes a list for an object with fields, and drops some names unseen. */
class RequestPipe extends ValidationPipe {
  /** @throws ValidationError with one entry per field */
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const { metatype } = metadata;
    if (!this.toValidate(metadata)) {
      return value;
    }
    // Where the pipe is the application's as well as the controller's, the work is done.
    if (metatype !== undefined && value instanceof metatype) {
      return value;
    }
    if (value !== undefined) {
      refuseOverlooked(value, metadata); // no body at all is left to the fields, which may all be optional
    }
    return super.transform(value, metadata) as Promise<unknown>;
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
