import { describe, expect, test } from '@jest/globals';
import { SETTING_NAMES } from './setting-values.js';
import { loadSettings, SettingsError } from './settings.js';

/** 32 bytes in base64. */
const KEY = Buffer.from('correct horse battery staple, or').toString('base64');

/** Each setting with each kind of bad value, and what is said of it. */
const BAD_VALUES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  PORT: {
    abc: 'must be a number, in digits alone',
    '80.5': 'must be a whole number',
    '-1': 'must be at least 0',
    '65536': 'must be at most 65535',
  },
  HOST: {
    'http://a.example': 'must be an address or a name alone, e.g. 127.0.0.1, 0.0.0.0 or ::',
    'a.example:80': 'must have no port: that is PORT',
  },
  BASE_PATH: {
    'tools/tasks': 'must begin with a slash, e.g. /tools/tasks',
    '/tools/tasks/': 'must not end with a slash, e.g. /tools/tasks; leave it out for the root',
    '/tools//tasks': 'must be made of names of letters, digits and . _ ~ - with one slash before each',
    '/api/tasks': 'must not begin with /api, /health, /metrics, /socket.io: these are the server’s own',
    [`/${'p'.repeat(200)}`]: 'must have at most 200 characters',
  },
  REDIS_URL: {
    'http://a.example': 'must begin with redis://, rediss://, redis+sentinel:// or redis+cluster://',
    'redis://a.example:99999': 'must name host and port, at most 65535; in a password write / ? # as %2F %3F %23',
    'redis://a.example/tasks': 'must end with the number of a database or with nothing, e.g. redis://host:6379/0',
    'redis+sentinel://a.example': 'must name the master: redis+sentinel://host:port,host:port/master-name',
    'redis+cluster://a.example/0': 'must end with its last node: a cluster has one database alone',
  },
  REDIS_PREFIX: {
    'a b': 'must be made of letters, digits and { } : . _ - alone',
    ['p'.repeat(51)]: 'must have at most 50 characters',
  },
  ROLE: { boss: 'must be one of all, api, worker' },
  WORKER_CONCURRENCY: {
    '8': 'must look like high=8,normal=8,low=4',
    'urgent=8': 'must name no lane but high, normal and low',
    'high=1,high=2': 'must name each lane once',
    'high=many': 'must be a number of tasks, in digits alone for each lane',
    'high=1.5': 'must be a whole number of tasks for each lane',
    'high=0': 'must be at least 1 for each lane',
    'high=1001': 'must be at most 1000 for each lane',
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    'collector:4318': 'must begin with http:// or https://, e.g. http://collector:4318',
    'http://collector:99999': 'must name a host, with a port of at most 65535 or none',
  },
  WORKER_LEASE_MS: {
    soon: 'must be a number of milliseconds, in digits alone',
    '1500.5': 'must be a whole number of milliseconds',
    '10': 'must be at least 1000',
    '600001': 'must be at most 600000',
  },
  SHUTDOWN_GRACE_MS: {
    '10s': 'must be a number of milliseconds, in digits alone',
    '0.5': 'must be a whole number of milliseconds',
    '-1': 'must be at least 0',
    '99999999999': 'must be at most 3600000',
  },
  MAX_WAITING_PER_PERSON: {
    many: 'must be a number, in digits alone',
    '1.5': 'must be a whole number',
    '0': 'must be at least 1',
    '1000000001': 'must be at most 1000000000',
  },
  HEADERS_TIMEOUT_MS: {
    '1m': 'must be a number of milliseconds, in digits alone',
    '1000,5': 'must be a whole number of milliseconds',
    '1': 'must be at least 1000',
    '3600001': 'must be at most 3600000',
    '120001': 'must be at most REQUEST_TIMEOUT_MS: the head is a part of the request',
  },
  REQUEST_TIMEOUT_MS: {
    x: 'must be a number of milliseconds, in digits alone',
    '60000.1': 'must be a whole number of milliseconds',
    '999': 'must be at least 1000',
    '3600001': 'must be at most 3600000',
  },
  MAX_CONNECTIONS_PER_ADDRESS: {
    '0x10': 'must be a number, in digits alone',
    '1.5': 'must be a whole number',
    '0': 'must be at least 1',
    '1000001': 'must be at most 1000000',
  },
  JWT_SECRET: {
    'too-short': 'must have at least 32 characters',
    ['ab'.repeat(16)]: 'must have at least 8 different characters',
    'please-change-me-please-change-me': 'must not be a well-known secret',
  },
  SECRETS_KEYS: {
    [`a:${KEY.slice(4)}`]:
      'must look like id:key,id:key, an id of letters and digits, and 32 bytes in base64: openssl rand -base64 32',
    [`a:${'A'.repeat(43)}=`]: 'must have keys of 32 random bytes: openssl rand -base64 32',
    [`a:${KEY},a:${KEY}`]: 'must have another id for each key',
    ',': 'must have a key, e.g. id:key',
  },
  ADMIN_USERNAME: {
    a: 'must have at least 2 characters',
    'a b': 'must be made of letters, digits and . _ @ - alone',
    ['n'.repeat(65)]: 'must have at most 64 characters',
  },
  ADMIN_PASSWORD: {
    short: 'must have at least 8 characters',
    ['p'.repeat(129)]: 'must have at most 128 characters',
  },
  PUBLIC_URL: {
    'tasks.example': 'must begin with https:// or http://, e.g. https://login.example.com/realms/main',
    'https://tasks.example:99999': 'must name a host, with a port of at most 65535 or none',
    'https://tasks.example/?a=b': 'must be an address alone, without a user, ? or #',
    'https://tasks.example/tools': 'must have the path that BASE_PATH says, or none',
  },
  OIDC_ISSUER: {
    'login.example': 'must begin with https:// or http://, e.g. https://login.example.com/realms/main',
    'https://login.example:99999': 'must name a host, with a port of at most 65535 or none',
    'https://me:pw@login.example': 'must be an address alone, without a user, ? or #',
  },
  OIDC_CLIENT_ID: { ['i'.repeat(256)]: 'must have at most 255 characters' },
  OIDC_CLIENT_SECRET: { ['s'.repeat(1_001)]: 'must have at most 1000 characters' },
  OIDC_SCOPES: {
    'openid "all"': 'must be scopes with blanks between, e.g. openid profile email',
    'profile email': 'must have the scope openid',
  },
  OIDC_ROLE_CLAIM: { ['r'.repeat(201)]: 'must have at most 200 characters' },
  OIDC_ROLES: {
    operator: 'must look like ops-team=operator,*=viewer',
    'ops=boss': 'must give no role but viewer, user, operator, admin',
    'ops=operator,ops=admin': 'must name each value once',
  },
  LOCAL_LOGIN: {
    nobody: 'must be one of everybody, administrator',
    administrator: 'must be everybody without OIDC_ISSUER',
  },
  SECOND_FACTOR: { required: 'must be one of optional, administrators, everybody' },
  TASKS_DEMO: { yes: 'must be true or false' },
  EMBEDDED: { '1': 'must be true or false' },
  REDIS_UNSAFE: { '1': 'must be true or false' },
  ...Object.fromEntries(
    ['RETENTION_COMPLETED', 'RETENTION_FAILED'].map((name) => [
      name,
      {
        'a week': 'must be an age, a number of tasks, memory or several of them, e.g. 7d,100000,2GB',
        '7w': 'must have an age in d, h, m or s, e.g. 7d, and memory in KB, MB or GB, e.g. 2GB',
        '7d,8d': 'must have one age, one number and one amount of memory at most',
        '1000000s': 'must have ages and amounts of at most 999999',
        '10000000000': 'must have a number of at most 9999999999',
      },
    ]),
  ),
  RETENTION_AUDIT: {
    '365d,1GB': 'must be an age, a number or both, e.g. 365d,200000',
    '7w': 'must have an age in d, h, m or s, e.g. 7d, and memory in KB, MB or GB, e.g. 2GB',
  },
  CORS_ORIGINS: {
    '*': 'must name each site: * would let in all',
    'a.example': 'must have origins that begin with http:// or https://',
    'https://a.example:99999': 'must have origins of a host and a port, e.g. https://a.example:8443',
    'https://a.example/path': 'must have origins without a path, not even a slash at the end',
  },
  ...Object.fromEntries(
    ['RATE_LIMIT', 'RATE_LIMIT_ANONYMOUS'].map((name) => [
      name,
      {
        '1e3': 'must be a number, in digits alone',
        '9.9': 'must be a whole number',
        '-5': 'must be at least 0',
        '1000000001': 'must be at most 1000000000',
      },
    ]),
  ),
  TRUST_PROXY: {
    everybody: 'must be a comma list of addresses, networks such as 10.0.0.0/8, or loopback, linklocal, uniquelocal',
    '10.0.0.0/33': 'must have networks of at most 32 bits for IPv4',
    '::1/129': 'must have networks of at most 128 bits for IPv6',
  },
  LOG_LEVEL: { loud: 'must be one of fatal, error, warn, info, debug, trace, silent' },
  DEFAULT_LOCALE: { tlh: 'must be one of zh-CN, en' },
  DATA_DIR: { ['d'.repeat(1_001)]: 'must have at most 1000 characters' },
  ARTIFACTS_URL: {
    'https://a.example': 'must begin with s3://, e.g. s3://bucket/prefix?endpoint=https://host:9000',
  },
  ARTIFACTS_ACCESS_KEY: { ['k'.repeat(201)]: 'must have at most 200 characters' },
  ARTIFACTS_SECRET_KEY: { ['k'.repeat(201)]: 'must have at most 200 characters' },
  ARTIFACTS_DOWNLOADS: { direct: 'must be one of stream, redirect' },
  API_DOCS: { maybe: 'must be one of open, off' },
  METRICS: { maybe: 'must be one of open, admin, off' },
  NODE_ENV: { ['e'.repeat(101)]: 'must have at most 100 characters' },
};

/** Where other settings would be missed first. */
const BESIDE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  OIDC_ISSUER: { OIDC_CLIENT_ID: 'id', OIDC_CLIENT_SECRET: 'secret', PUBLIC_URL: 'https://tasks.example' },
  ...Object.fromEntries(
    ['OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET', 'OIDC_ROLES'].map((name) => [
      name,
      {
        OIDC_ISSUER: 'https://login.example',
        OIDC_CLIENT_ID: 'id',
        OIDC_CLIENT_SECRET: 'secret',
        PUBLIC_URL: 'https://tasks.example',
      },
    ]),
  ),
};

function read(env: Record<string, string>): unknown {
  return loadSettings({ REDIS_URL: 'redis://127.0.0.1:6379', ...env });
}

function problemOf(env: Record<string, string>): string {
  try {
    read(env);
  } catch (error) {
    return error instanceof SettingsError ? error.message : String(error);
  }
  return '';
}

describe('a bad value of a setting', () => {
  test.each(Object.keys(BAD_VALUES))(
    '%s is told by words for its kind of mistake, which are no other kind’s',
    (name) => {
      const expected = BAD_VALUES[name]!;
      const told = Object.keys(expected).map((value) => [value, problemOf({ ...BESIDE[name], [name]: value })]);
      expect(told).toEqual(Object.entries(expected).map(([value, words]) => [value, `Setting ${name}: ${words}`]));
      expect(new Set(Object.values(expected)).size).toBe(Object.keys(expected).length);
    },
  );

  test('is looked for in every setting there is', () => {
    expect(Object.keys(BAD_VALUES).sort()).toEqual([...SETTING_NAMES].sort());
  });
});

test('an empty setting, or one of blanks, counts as not set', () => {
  for (const name of SETTING_NAMES.filter((one) => one !== 'REDIS_URL')) {
    expect([name, read({ [name]: ' ' })]).toEqual([name, read({})]);
    expect([name, read({ [name]: '' })]).toEqual([name, read({})]);
  }
  expect(problemOf({ REDIS_URL: '' })).toMatch(/^Setting REDIS_URL: is required/);
});

test.each([
  [{ HOST: '[::1]' }, { HOST: '::1' }],
  [{ HOST: 'fe80::1%eth0' }, { HOST: 'fe80::1%eth0' }],
  [{ PORT: ' 8080 ' }, { PORT: 8080 }],
  [
    { CORS_ORIGINS: 'https://A.example:443, http://b.example:8080' },
    { CORS_ORIGINS: ['https://a.example', 'http://b.example:8080'] },
  ],
  [{ RETENTION_FAILED: '100,12h' }, { RETENTION_FAILED: { maxCount: 100, maxAgeMs: 43_200_000 } }],
  [{}, { RETENTION_AUDIT: { maxAgeMs: 31_536_000_000, maxCount: 200_000 } }],
  [{ RETENTION_AUDIT: '2d' }, { RETENTION_AUDIT: { maxAgeMs: 172_800_000 } }],
  [{ REDIS_URL: 'redis://u:p%2F@[::1]:6380/2' }, { REDIS_URL: 'redis://u:p%2F@[::1]:6380/2' }],
  [{ PUBLIC_URL: 'https://tasks.example/' }, { PUBLIC_URL: 'https://tasks.example' }],
  [{ BASE_PATH: '/tools', PUBLIC_URL: 'https://tasks.example/tools/' }, { PUBLIC_URL: 'https://tasks.example/tools' }],
  [{ REDIS_URL: 'rediss+cluster://u:p@a:1,[::1]:2/' }, {}],
  [{ REDIS_URL: 'redis+sentinel://a,b:2/main/1' }, {}],
])('%j is read as it is meant', (env, settings) => {
  expect(read(env)).toMatchObject(settings);
});
