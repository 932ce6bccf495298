import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { SECRET_MASK } from '@task-queue/contracts';
import { Type } from 'class-transformer';
import { IsArray, IsIn, IsInt, IsOptional, IsString, ValidateNested } from 'class-validator';
import { paramsSchemaOf } from '../handlers/params-schema.js';
import { TaskParam } from '../handlers/task-param.js';
import { requireNoMasks, SecretParams, withKept } from './secret-params.js';
import { secretPathsOf, wrongOfSecrets } from './secret-paths.js';

class Login {
  @IsString() user!: string;
  @TaskParam({ title: { zh: '令牌', en: 'Token' }, secret: true })
  @IsString()
  @IsOptional()
  token?: string;
}

class ShopParams {
  @IsString() url!: string;
  @TaskParam({ secret: true }) @IsString() password: string = 'the default';
  @ValidateNested() @Type(() => Login) @IsOptional() login?: Login;
}

const KEY = { id: 'k1', key: randomBytes(32) };
const secrets = new SecretParams({ secrets: { keys: [KEY] } });
const OF = { type: 'shop', owner: 'ann' };
const GIVEN = { url: 'a', password: 'hunter2', login: { user: 'u', token: 'tok-123' } };
const SHOWN = { url: 'a', password: SECRET_MASK, login: { user: 'u', token: SECRET_MASK } };
const sealed = secrets.seal(ShopParams, GIVEN, OF, 'ben');

test('where secrets stand is seen, in objects inside too', () => {
  expect(secretPathsOf(ShopParams)).toEqual([['password'], ['login', 'token']]);
});

test('the schema says that a secret is written and never read, and not what its default is', () => {
  const { properties, required } = paramsSchemaOf(ShopParams) as {
    properties: Record<string, object>;
    required: string[];
  };
  expect(properties['password']).toEqual({ type: 'string', writeOnly: true });
  expect(properties['login']).toMatchObject({
    properties: { token: { type: 'string', writeOnly: true, 'x-title': { zh: '令牌', en: 'Token' } } },
  });
  expect(required).toEqual(['url']);
});

test('secrets stand sealed beside masks, and come back with who gave them', () => {
  expect(sealed.shown).toEqual(SHOWN);
  expect(sealed.sealed).toMatch(/^1\.k1\.[\w-]+$/);
  const { params, givenBy, secrets: values } = secrets.open(sealed, OF);
  expect({ params, givenBy, values }).toEqual({ params: GIVEN, givenBy: 'ben', values: ['hunter2', 'tok-123'] });
});

test('what has no secret is left as it is, without a key too', () => {
  const params = { url: 'a', login: { user: 'u' } };
  const none = new SecretParams({});
  expect(none.seal(ShopParams, params, OF, 'ann')).toEqual({ shown: params, sealed: null });
  expect(none.open({ shown: params, sealed: null }, OF).params).toEqual(params);
});

describe('sealed secrets do not open', () => {
  test.each([
    ['for another type', sealed, { ...OF, type: 'other' }],
    ['for somebody else', sealed, { ...OF, owner: 'eve' }],
    ['beside other params, as of another address', { ...sealed, shown: { ...SHOWN, url: 'evil' } }, OF],
  ])('%s', (_why, kept, of) => {
    expect(() => secrets.open(kept, of)).toThrow('do not open');
  });
});

test('what was kept before a param was secret is shown masked all the same', () => {
  expect(secrets.shown(ShopParams, GIVEN)).toEqual(SHOWN);
  expect(secrets.shown(undefined, GIVEN)).toBe(GIVEN);
});

test('a mask is refused where no value stands behind it, each by name', () => {
  expect(() => requireNoMasks(ShopParams, SHOWN)).toThrow(
    expect.objectContaining({
      problems: [
        expect.objectContaining({ field: 'params.password' }),
        expect.objectContaining({ field: 'params.login.token' }),
      ],
    }),
  );
  expect(() => requireNoMasks(ShopParams, { ...GIVEN, url: SECRET_MASK })).not.toThrow();
});

test('masks are replaced by what is kept, and nothing else is', () => {
  const given = { url: SECRET_MASK, password: 'new', login: { user: 'v', token: SECRET_MASK } };
  expect(withKept(ShopParams, given, GIVEN)).toEqual({ ...given, login: { user: 'v', token: 'tok-123' } });
  expect(withKept(ShopParams, SHOWN, { url: 'a' })).toEqual(SHOWN);
});

test('a digest tells secrets apart', () => {
  expect(secrets.digest({ a: 1, b: 2 })).toBe(secrets.digest({ b: 2, a: 1 }));
  expect(secrets.digest(GIVEN)).not.toBe(secrets.digest({ ...GIVEN, password: 'other' }));
});

describe('a handler that declares a secret which could not be kept stops the start', () => {
  class Number {
    @TaskParam({ secret: true }) @IsInt() pin!: number;
  }
  class Choice {
    @TaskParam({ secret: true }) @IsString() @IsIn(['a']) pick!: string;
  }
  class Texts {
    @TaskParam({ secret: true }) @IsString({ each: true }) @IsArray() keys!: string[];
  }
  class Inside {
    @ValidateNested() @Type(() => Number) inner!: Number;
  }
  class List {
    @IsArray() @ValidateNested({ each: true }) @Type(() => Login) logins!: Login[];
  }

  test.each([
    ['a number', Number, 'params.pin', 'is secret and no text'],
    ['a choice', Choice, 'params.pick', 'is secret and no text'],
    ['a list of texts', Texts, 'params.keys', 'is secret and no text'],
    ['a number inside', Inside, 'params.inner.pin', 'is secret and no text'],
    ['one in a list', List, 'params.logins', 'is a list'],
  ])('%s', (_what, paramsClass: new () => object, field, words) => {
    expect(wrongOfSecrets(paramsClass, [])).toEqual([
      { field, message: { zh: expect.any(String), en: expect.stringContaining(words) } },
    ]);
  });

  test('as the key of a limit', () => {
    const limits = [
      { key: 'param:url', concurrency: 1 },
      { key: 'param:password', concurrency: 1 },
    ] as const;
    expect(wrongOfSecrets(ShopParams, limits).map(({ field }) => field)).toEqual(['params.password']);
    expect(wrongOfSecrets(ShopParams, limits.slice(0, 1))).toEqual([]);
  });
});
