import { expect, test } from '@jest/globals';
import { SECRET_MASK } from '@task-queue/contracts';
import { Transform } from 'class-transformer';
import { IsString } from 'class-validator';
import { inspect } from 'node:util';
import { TaskParam } from '../handlers/task-param.js';
import { validateParams } from '../handlers/validate-params.js';

const SECRET = 'ftp//ann:s3cret@host';

const readAddress = ({ value }: { value: unknown }): string => {
  try {
    return new URL(String(value)).href;
  } catch (cause) {
    throw Object.assign(new TypeError(`no address: ${String(value)}`, { cause }), { value });
  }
};

class Vault {
  @TaskParam({ secret: true }) @Transform(readAddress) @IsString() dsn!: string;
}
class Open {
  @Transform(readAddress) @IsString() dsn!: string;
}

const thrownFor = (paramsClass: new () => object, raw: unknown): unknown => {
  try {
    return validateParams(paramsClass, raw);
  } catch (error) {
    return error;
  }
};

test.each([[SECRET], [[SECRET]], [{ deep: SECRET }]])(
  'what a transform throws has no secret in it, and where it was thrown: %j',
  (dsn) => {
    const thrown = thrownFor(Vault, { dsn });
    expect(inspect(thrown, { depth: 9, showHidden: true })).not.toContain('s3cret');
    expect((thrown as Error).stack).toContain('readAddress');
  },
);

test('it says what is wrong, with the mask', () => {
  expect(thrownFor(Vault, { dsn: SECRET })).toMatchObject({
    message: `no address: ${SECRET_MASK}: Invalid URL (ERR_INVALID_URL)`,
  });
});

test('of a class without secrets it is thrown as it is', () => {
  expect(thrownFor(Open, { dsn: SECRET })).toMatchObject({ value: SECRET, message: `no address: ${SECRET}` });
});
