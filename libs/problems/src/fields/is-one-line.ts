import { ValidateBy } from 'class-validator';
import { isOneLine } from '@task-queue/contracts';

/** A text without control characters and line breaks. */
export function IsOneLine(): PropertyDecorator {
  return ValidateBy({
    name: 'isOneLine',
    validator: { validate: (value) => typeof value !== 'string' || isOneLine(value) },
  });
}
