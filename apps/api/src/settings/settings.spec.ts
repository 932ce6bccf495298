import { describe, expect, test } from '@jest/globals';
import { loadSettings, SettingsError } from './settings.js';

const SECRET = '9rV2kq-Lw7Zt_x0BfJc4mYhNs8Gd3PuE';
const LEAST = { REDIS_URL: 'redis://127.0.0.1:6379' };

function problemsOf(env: Record<string, string>): string {
  try {
    loadSettings({ ...LEAST, ...env });
  } catch (error) {
    if (error instanceof SettingsError) {
      return error.message;
    }
    throw error;
  }
  return '';
}

describe('settings', () => {
  test('have the documented defaults', () => {
    expect(loadSettings(LEAST)).toMatchObject({
      PORT: 3000,
      HOST: '127.0.0.1',
      REDIS_PREFIX: '{tq}',
      ROLE: 'all',
      WORKER_CONCURRENCY: { high: 8, normal: 8, low: 4 },
      ADMIN_USERNAME: 'admin',
      TASKS_DEMO: false,
      CORS_ORIGINS: [],
      LOG_LEVEL: 'info',
      DEFAULT_LOCALE: 'zh-CN',
      API_DOCS: 'open',
    });
  });

  test.each([
    ['PORT', 'eighty-thirty'],
    ['PORT', '70000'],
    ['REDIS_URL', 'http://secret-host'],
    ['REDIS_PREFIX', 'a b'],
    ['ROLE', 'boss'],
    ['WORKER_CONCURRENCY', 'high=0'],
    ['WORKER_CONCURRENCY', 'urgent=3'],
    ['JWT_SECRET', 'too-short'],
    ['REDIS_URL', 'redis+sentinel://only-a-host'],
    ['REDIS_URL', 'redis+cluster://secret/0'],
    ['JWT_SECRET', 'please-change-me-please-change-me-please'],
    ['JWT_SECRET', 'your-secret-your-secret-your-secret-1234'],
    ['JWT_SECRET', 'a-string-secret-at-least-256-bits-long'],
    ['JWT_SECRET', 'a-string-secret-at-least-512-bits-long-which-is-this-long-enough'],
    ['JWT_SECRET', 'your-256-bit-secret-your-256-bit-secret'],
    ['JWT_SECRET', 'DO NOT USE THIS VALUE. INSTEAD, CREATE A COMPLEX SECRET'],
    ['JWT_SECRET', 'a'.repeat(36)],
    ['JWT_SECRET', 'abababab'.repeat(4)],
    ['JWT_SECRET', 'password'.repeat(8)],
    ['ADMIN_PASSWORD', 'short'],
    ['ADMIN_USERNAME', 'a b'],
    ['TASKS_DEMO', 'perhaps'],
    ['CORS_ORIGINS', 'https://a.example/path'],
    ['RATE_LIMIT', 'much'],
    ['TRUST_PROXY', 'everybody'],
    ['TRUST_PROXY', '10.0.0.0/33'],
    ['LOG_LEVEL', 'loud'],
    ['DEFAULT_LOCALE', 'tlh'],
    ['API_DOCS', 'maybe'],
    ['RETENTION_COMPLETED', 'a week'],
    ['RETENTION_FAILED', '7d,many'],
    ['RETENTION_FAILED', '7d,8d'],
    ['RETENTION_FAILED', '7x'],
    ['RETENTION_FAILED', ',7h'],
    ['RETENTION_AUDIT', '1GB'],
    ['REDIS_UNSAFE', 'perhaps'],
  ])('%s=%s stops the start, naming the variable and not the value', (name, value) => {
    const message = problemsOf({ [name]: value });
    expect(message).toMatch(new RegExp(`^Setting ${name}: `));
    expect(message).not.toContain(value);
  });

  test('name every bad variable at once', () => {
    expect(problemsOf({ PORT: 'x', ROLE: 'y' }).split('\n')).toHaveLength(2);
  });

  test.each([
    [{ ARTIFACTS_DOWNLOADS: 'redirect' }, 'ARTIFACTS_URL'],
    [{ ARTIFACTS_ACCESS_KEY: 'a', ARTIFACTS_SECRET_KEY: 'b' }, 'ARTIFACTS_URL'],
    [{ ARTIFACTS_URL: 's3://files', ARTIFACTS_ACCESS_KEY: 'a' }, 'ARTIFACTS_SECRET_KEY'],
    [{ ARTIFACTS_URL: 's3://files', ARTIFACTS_SECRET_KEY: 'b' }, 'ARTIFACTS_ACCESS_KEY'],
  ])('of an object storage %j name what is missing: %s', (env, missing) => {
    expect(problemsOf(env)).toMatch(new RegExp(`^Setting ${missing}: is required .*$`));
  });

  test('need a secret in production unless the program brought its own Redis', () => {
    expect(problemsOf({ NODE_ENV: 'production' })).toContain('JWT_SECRET: is required');
    expect(problemsOf({ NODE_ENV: 'production', EMBEDDED: 'true' })).toBe('');
    expect(problemsOf({ NODE_ENV: 'production', JWT_SECRET: SECRET })).toBe('');
  });

  test.each([
    ['7d,100000', { maxAgeMs: 7 * 86_400_000, maxCount: 100_000 }],
    ['12h', { maxAgeMs: 12 * 3_600_000 }],
    ['500', { maxCount: 500 }],
    ['2GB', { maxBytes: 2e9 }],
    ['512 MiB , 30d', { maxBytes: 512 * 2 ** 20, maxAgeMs: 30 * 86_400_000 }],
    ['2GB,100000,30d', { maxBytes: 2e9, maxCount: 100_000, maxAgeMs: 30 * 86_400_000 }],
  ])('read the retention %s', (text, limit) => {
    expect(loadSettings({ ...LEAST, RETENTION_COMPLETED: text }).RETENTION_COMPLETED).toEqual(limit);
  });

  test('take the first administrator’s name and password however the letters are composed', () => {
    const [name, password] = ['José', 'é'.repeat(128)];
    const env = { ...LEAST, ADMIN_USERNAME: ` ${name.normalize('NFD')}`, ADMIN_PASSWORD: password.normalize('NFD') };
    expect(loadSettings(env)).toMatchObject({ ADMIN_USERNAME: name, ADMIN_PASSWORD: password });
  });

  test.each([
    [{ OIDC_ISSUER: undefined }, 'OIDC_ISSUER: is required with OIDC_CLIENT_ID'],
    [{ OIDC_CLIENT_ID: undefined }, 'OIDC_CLIENT_ID: is required with OIDC_ISSUER'],
    [{ OIDC_CLIENT_SECRET: undefined }, 'OIDC_CLIENT_SECRET: is required with OIDC_ISSUER'],
    [{ PUBLIC_URL: undefined }, 'PUBLIC_URL: is required with OIDC_ISSUER'],
    [{ PUBLIC_URL: 'https://tasks.example/tools' }, 'PUBLIC_URL: must have the path that BASE_PATH says'],
    [{ OIDC_ISSUER: 'http://login.example' }, 'OIDC_ISSUER: must begin with https:// in production'],
    [{ OIDC_ISSUER: 'http://127.0.0.1:8080' }, ''],
    [{ OIDC_ISSUER: 'http://login.example', NODE_ENV: 'development' }, ''],
    [{ PUBLIC_URL: 'https://tasks.example/tools/', BASE_PATH: '/tools', LOCAL_LOGIN: 'administrator' }, ''],
  ])('of single sign-on need each other, and a provider that nobody listens to: %j', (changed, problem) => {
    const env = {
      NODE_ENV: 'production',
      JWT_SECRET: SECRET,
      PUBLIC_URL: 'https://tasks.example',
      OIDC_ISSUER: 'https://login.example/realms/main',
      OIDC_CLIENT_ID: 'task-queue',
      OIDC_CLIENT_SECRET: 'secret',
      ...changed,
    };
    const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined));
    expect(problemsOf(given as Record<string, string>)).toContain(problem);
    expect(problemsOf(given as Record<string, string>) === '').toBe(problem === '');
  });

  test('take part of the lanes and keep the rest', () => {
    const { WORKER_CONCURRENCY } = loadSettings({ ...LEAST, WORKER_CONCURRENCY: 'low=1' });
    expect(WORKER_CONCURRENCY).toEqual({ high: 8, normal: 8, low: 1 });
  });

  describe.each([
    ['on a public address', { HOST: '0.0.0.0' }],
    ['on a loopback address', { HOST: '127.0.0.1' }],
    ['on the default address', {}],
    ['with a Redis of the program’s own', { EMBEDDED: 'true', HOST: '127.0.0.1' }],
  ])('in production %s', (_where, where) => {
    const env = { NODE_ENV: 'production', JWT_SECRET: SECRET, ADMIN_USERNAME: 'the-boss', ...where };

    test.each(['password', 'PassWord123', '12345678', 'the-boss'])(
      'refuse the well-known administrator’s password %s',
      (ADMIN_PASSWORD) => {
        const message = problemsOf({ ...env, ADMIN_PASSWORD });
        expect(message).toMatch(/^Setting ADMIN_PASSWORD: /);
        expect(message).not.toContain(`${ADMIN_PASSWORD}\n`);
      },
    );

    test('take another password, and none', () => {
      expect(problemsOf({ ...env, ADMIN_PASSWORD: 'correct horse battery' })).toBe('');
      expect(problemsOf(env)).toBe('');
    });

    test.each(['a'.repeat(36), 'please-change-me-please-change-me-please', 'a-string-secret-at-least-256-bits-long'])(
      'refuse the secret %s',
      (JWT_SECRET) => {
        expect(problemsOf({ ...env, JWT_SECRET })).toMatch(/^Setting JWT_SECRET: /);
      },
    );
  });

  test('take a well-known password in development', () => {
    expect(problemsOf({ ADMIN_PASSWORD: 'password' })).toBe('');
  });

  test.each([
    [{ HOST: '0.0.0.0' }, 'off', 'admin'],
    [{ HOST: '127.0.0.1', TRUST_PROXY: 'loopback' }, 'off', 'admin'],
    [{ HOST: '::1', TRUST_PROXY: '127.0.0.1' }, 'off', 'admin'],
    [{ EMBEDDED: 'true', TRUST_PROXY: '10.0.0.0/8' }, 'off', 'admin'],
    [{ HOST: '127.0.0.1' }, 'open', 'open'],
    [{ HOST: '127.0.0.1', TRUST_PROXY: ' , ' }, 'open', 'open'],
    [{ EMBEDDED: 'true', HOST: '0.0.0.0' }, 'off', 'admin'],
    [{ EMBEDDED: 'true', HOST: '::' }, 'off', 'admin'],
    [{ EMBEDDED: 'true', HOST: '::1' }, 'open', 'open'],
    [{ EMBEDDED: 'true', HOST: '[::1]' }, 'open', 'open'],
    [{ HOST: 'LOCALHOST' }, 'open', 'open'],
    [{ HOST: '::ffff:127.0.0.1' }, 'open', 'open'],
    [{ HOST: '127.0.0.1.example.com' }, 'off', 'admin'],
    [{ NODE_ENV: 'development', TRUST_PROXY: 'loopback' }, 'open', 'open'],
    [{ NODE_ENV: 'development', HOST: '0.0.0.0' }, 'off', 'admin'],
  ])('in production with %j leave the API documentation %s and the metrics %s', (where, API_DOCS, METRICS) => {
    const env = { ...LEAST, NODE_ENV: 'production', JWT_SECRET: SECRET, ...where };
    expect(loadSettings(env)).toMatchObject({ API_DOCS, METRICS });
    expect(loadSettings({ ...env, API_DOCS: 'open', METRICS: 'off' })).toMatchObject({
      API_DOCS: 'open',
      METRICS: 'off',
    });
  });
});
