import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { ValidateBy } from 'class-validator';
import { instantMs } from './instant.js';

/**
 * A property that holds an instant: an ISO 8601 date, or date and time, in UTC where it names no zone. It is brought to
 * the form `2026-11-23T08:15:30.123Z`; `null` is as good as leaving it out.
 */
export function IsInstant(): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => canonical(value)),
    ValidateBy({
      name: 'isInstant',
      validator: { validate: (value) => typeof value === 'string' && instantMs(value) !== null },
    }),
  );
}

/** A blank where a `+` was: in an address it has to be written as `%2B`. */
const BLANK_OFFSET = /T[\d:.]+ \d\d:?\d\d$/;

/** Stands above {@link IsInstant} on a property of a query, to say why such a one is none. */
export function IsEncodedInstant(): PropertyDecorator {
  return ValidateBy({
    name: 'isEncoded',
    validator: { validate: (value) => typeof value !== 'string' || !BLANK_OFFSET.test(value) },
  });
}

function canonical(value: unknown): unknown {
  if (value === null) {
    return undefined;
  }
  const ms = typeof value === 'string' ? instantMs(value) : null;
  return ms === null ? value : new Date(ms).toISOString();
}
