import { ValidationPipe } from '@nestjs/common';
import { ValidationError } from '../domain/errors.js';
import { fieldProblems } from '../handlers/validate-params.js';

/** Validates bodies and queries by their DTO: unknown fields are refused, and every wrong field is named. */
export const requestPipe = new ValidationPipe({
  transform: true,
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  validationError: { target: true, value: false },
  exceptionFactory: (errors) => new ValidationError(fieldProblems(errors)),
});
