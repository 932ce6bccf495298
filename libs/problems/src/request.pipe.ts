import { ValidationPipe, type ArgumentMetadata, type PipeTransform, type Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { fieldProblems, isPlainObject, NOT_AN_OBJECT } from './fields/field-problems.js';
import { requireBoundedJson } from './fields/json-limits.js';
import { isSurelyValid } from './fields/surely-valid.js';
import { takeKnownFields } from './fields/unknown-fields.js';
import { ValidationError } from './problem-error.js';

/**
 * Looks at what Nest's pipe does not: it takes a list for an object with fields, drops some names unseen, and takes its
 * time over any number of them. What it has made once passes as it is, where the pipe is the application's as well as the controller's.
 */
class RequestPipe extends ValidationPipe {
  readonly #made = new WeakSet<object>();

  /** @throws ValidationError with one entry per field */
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const { metatype } = metadata;
    if (this.#made.has(Object(value) as object)) {
      return value;
    }
    if (metatype === undefined || !this.toValidate(metadata)) {
      return this.transformPrimitive(value, metadata); // looked at by nobody yet
    }
    // No body at all is left to the fields, which may all be optional; what somebody else's pipe made has no odd names.
    const isRaw = value !== undefined && !(value instanceof metatype);
    const made: unknown = isRaw
      ? await this.#make(value, metatype as new () => object, metadata)
      : await super.transform(value, metadata);
    if (typeof made === 'object' && made !== null) {
      this.#made.add(made);
    }
    return made;
  }

  async #make(value: unknown, dto: new () => object, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type === 'body') {
      if (!isPlainObject(value)) {
        throw new ValidationError([{ field: 'body', message: NOT_AN_OBJECT }]);
      }
      requireBoundedJson(value);
    }
    const { known, problems } = takeKnownFields(dto, value);
    if (problems.length === 0 && isPlainObject(known)) {
      const made = plainToInstance(dto, known);
      if (isSurelyValid(made)) {
        return made;
      }
    }
    const made: unknown = await super.transform(known, metadata).catch((error: unknown) => {
      throw error instanceof ValidationError ? new ValidationError([...problems, ...error.problems]) : error;
    });
    if (problems.length > 0) {
      throw new ValidationError(problems);
    }
    return made;
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

/**
 * Reads one body or query by its DTO, in a controller that runs in others' applications. The DTO is given here and is not
 * the type of the parameter: a `ValidationPipe` that an application has for all its routes looks at the type, and would
 * answer in its own way what is ours to answer.
 *
 * @example create(@Body(readAs(CreateTaskDto)) body: CreateTaskRequest)
 */
export function readAs(dto: Type): PipeTransform {
  return { transform: (value: unknown, metadata) => requestPipe.transform(value, { ...metadata, metatype: dto }) };
}
