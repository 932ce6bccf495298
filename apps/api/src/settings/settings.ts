import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import {
  LOCAL_LOGINS,
  LOCALES,
  SECOND_FACTOR_DUTIES,
  PASSWORD_LENGTH,
  type LocalLogin,
  type Locale,
  type SecondFactorDuty,
  type TaskPriority,
  type UserRole,
} from '@task-queue/contracts';
import type { AuditRetention } from '@task-queue/audit-trail';
import type { ProcessRole, RetentionLimit, SecretKey } from '@task-queue/tasks';
import { isKnownPassword } from './known-passwords.js';
import { isLoopback } from './loopback.js';
import {
  artifactsUrl,
  basePath,
  characters,
  host,
  httpUrl,
  lanes,
  oneOf,
  origins,
  proxies,
  redisUrl,
  retention,
  retentionByCount,
  secret,
  secretKeys,
  Setting,
  SETTING_NAMES,
  trueOrFalse,
  username,
  wholeNumber,
} from './setting-values.js';
import { DEFAULT_SCOPES, plainUrl, publicUrl, roles, scopes, singleSignOnProblems } from './single-sign-on.js';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const DOCS_ACCESS = ['open', 'off'] as const;
const METRICS_ACCESS = ['open', 'admin', 'off'] as const;

/** Every setting of the program, from the environment. */
export class Settings {
  /** @default 3000 */
  @Setting(wholeNumber(0, 65_535))
  readonly PORT: number = 3000;

  /** The address to listen on. @default 127.0.0.1; 0.0.0.0 in production in a container */
  @Setting(host)
  readonly HOST!: string;

  /**
   * Below which a proxy shows page, API and sockets, e.g. `/tools/tasks`, whether it takes the path off or hands it on.
   * @default the root
   */
  @Setting(basePath)
  readonly BASE_PATH: string = '';

  @Setting(redisUrl)
  readonly REDIS_URL!: string;

  /** @default '{tq}' */
  @Setting(characters(1, 50, [/^[\w{}:.-]*$/, 'letters, digits and { } : . _ -']))
  readonly REDIS_PREFIX: string = '{tq}';

  /** Whether to start on a Redis that loses tasks: one that evicts, a replica, one older than 7. @default false */
  @Setting(trueOrFalse)
  readonly REDIS_UNSAFE: boolean = false;

  /** @default 'all' */
  @Setting(oneOf(['all', 'api', 'worker']))
  readonly ROLE: ProcessRole = 'all';

  /** Tasks run at once, per lane. @default high=8,normal=8,low=4 */
  @Setting(lanes)
  readonly WORKER_CONCURRENCY: Readonly<Record<TaskPriority, number>> = { high: 8, normal: 8, low: 4 };

  /** A worker that says nothing for this long has lost its tasks, in milliseconds. @default 15000 */
  @Setting(wholeNumber(1_000, 600_000, 'milliseconds'))
  readonly WORKER_LEASE_MS: number = 15_000;

  /** How long a shutdown waits for running tasks before it gives them back, in milliseconds. @default 10000 */
  @Setting(wholeNumber(0, 3_600_000, 'milliseconds'))
  readonly SHUTDOWN_GRACE_MS: number = 10_000;

  /** How many tasks of one person may wait; one more is refused with `QUEUE_FULL`. @default 100000 */
  @Setting(wholeNumber(1, 1_000_000_000))
  readonly MAX_WAITING_PER_PERSON: number = 100_000;

  /** How long the head of a request may take, and a connection before its first one, in milliseconds. @default 60000 */
  @Setting(wholeNumber(1_000, 3_600_000, 'milliseconds'))
  readonly HEADERS_TIMEOUT_MS: number = 60_000;

  /** How long a request with its body may take to come, in milliseconds. @default 120000 */
  @Setting(wholeNumber(1_000, 3_600_000, 'milliseconds'))
  readonly REQUEST_TIMEOUT_MS: number = 120_000;

  /** Connections at once by address, in each process; those of a trusted proxy are not bounded. @default 2000 */
  @Setting(wholeNumber(1, 1_000_000))
  readonly MAX_CONNECTIONS_PER_ADDRESS: number = 2_000;

  /** Signs access tokens. Generated and kept in the data folder for the embedded default. */
  @Setting(secret)
  readonly JWT_SECRET?: string;

  /**
   * What secret params are sealed with: `id:key`, or several, the first of which seals while all of them open. A key is 32 random
   * bytes in base64. Generated and kept in the data folder but in production with a Redis of one's own.
   */
  @Setting(secretKeys)
  readonly SECRETS_KEYS?: readonly SecretKey[];

  /** @default 'admin' */
  @Setting(username)
  readonly ADMIN_USERNAME: string = 'admin';

  /** The first administrator's; generated and printed once where there is none. */
  @Setting((text) => characters(PASSWORD_LENGTH.min, PASSWORD_LENGTH.max)(text.normalize('NFC')))
  readonly ADMIN_PASSWORD?: string;

  /** The address that people have of the page, e.g. `https://tasks.example.com`; with BASE_PATH or without. Needed for single sign-on. */
  @Setting(publicUrl)
  readonly PUBLIC_URL?: string;

  /** An OpenID provider that people sign in at, as its discovery document names it. @default none */
  @Setting(plainUrl)
  readonly OIDC_ISSUER?: string;

  /** Who we are to the provider. */
  @Setting(characters(1, 255))
  readonly OIDC_CLIENT_ID?: string;

  @Setting(characters(1, 1_000))
  readonly OIDC_CLIENT_SECRET?: string;

  /** What the provider is asked for; `offline_access` where it gives refresh tokens for that alone. @default openid profile email */
  @Setting(scopes)
  readonly OIDC_SCOPES: string = DEFAULT_SCOPES;

  /** The claim with somebody's roles: its name, or the way to it, e.g. `realm_access.roles`. @default 'roles' */
  @Setting(characters(1, 200))
  readonly OIDC_ROLE_CLAIM: string = 'roles';

  /** Which role a value of it gives, e.g. `ops-team=operator,*=viewer`; `*` is everybody. @default values are names of roles */
  @Setting(roles)
  readonly OIDC_ROLES?: ReadonlyMap<string, UserRole>;

  /** Who may sign in by a password. @default 'everybody' */
  @Setting(oneOf(LOCAL_LOGINS))
  readonly LOCAL_LOGIN: LocalLogin = 'everybody';

  /** Who has to have a second factor, of those who sign in with a password here: until they do, their session sets it up alone. @default 'optional' */
  @Setting(oneOf(SECOND_FACTOR_DUTIES))
  readonly SECOND_FACTOR: SecondFactorDuty = 'optional';

  /** Whether the demo handlers are registered. @default false */
  @Setting(trueOrFalse)
  readonly TASKS_DEMO: boolean = false;

  /** How long completed and cancelled tasks are kept: an age, a number, memory, or several, e.g. 7d,100000,2GB. @default for ever */
  @Setting(retention)
  readonly RETENTION_COMPLETED?: RetentionLimit;

  /** The same for failed tasks. @default for ever */
  @Setting(retention)
  readonly RETENTION_FAILED?: RetentionLimit;

  /**
   * How long the audit log is kept: an age, a number, or both; the number counts for what is seldom and for what anybody can do
   * often apart. @default '365d,200000'
   */
  @Setting(retentionByCount)
  readonly RETENTION_AUDIT: AuditRetention = { maxAgeMs: 365 * 86_400_000, maxCount: 200_000 };

  /** Origins of other sites that may call the API. @default none */
  @Setting(origins)
  readonly CORS_ORIGINS: string[] = [];

  /** Calls a minute by person, in each process; 0 for any. @default 60000 */
  @Setting(wholeNumber(0, 1_000_000_000))
  readonly RATE_LIMIT: number = 60_000;

  /**
   * Calls a minute without a token, as to sign in, by network (IPv4 address, IPv6 /64), in each process; 0 for any.
   * Large enough for an office behind one address. @default 1200
   */
  @Setting(wholeNumber(0, 1_000_000_000))
  readonly RATE_LIMIT_ANONYMOUS: number = 1_200;

  /**
   * Proxies whose X-Forwarded-For and X-Forwarded-Proto are believed: addresses, networks such as 10.0.0.0/8, or
   * loopback, linklocal, uniquelocal. Needed behind a proxy that ends TLS. @default none
   */
  @Setting(proxies)
  readonly TRUST_PROXY: string[] = [];

  /** @default 'info' */
  @Setting(oneOf(LOG_LEVELS))
  readonly LOG_LEVEL: (typeof LOG_LEVELS)[number] = 'info';

  /** @default 'zh-CN' */
  @Setting(oneOf(LOCALES))
  readonly DEFAULT_LOCALE: Locale = 'zh-CN';

  /** Where secrets and artifacts are kept. @default '.data' */
  @Setting(characters(1, 1_000))
  readonly DATA_DIR: string = '.data';

  /** Where artifacts are kept instead, e.g. `s3://bucket/prefix?endpoint=https://host:9000`. @default the disk, under DATA_DIR */
  @Setting(artifactsUrl)
  readonly ARTIFACTS_URL?: string;

  /** Who we are to that storage, both or neither. @default as the AWS SDK finds out: environment, files, the machine's role */
  @Setting(characters(1, 200))
  readonly ARTIFACTS_ACCESS_KEY?: string;

  @Setting(characters(1, 200))
  readonly ARTIFACTS_SECRET_KEY?: string;

  /** Whether the page's downloads come through us, or (`redirect`) from the storage itself. @default 'stream' */
  @Setting(oneOf(['stream', 'redirect']))
  readonly ARTIFACTS_DOWNLOADS: 'stream' | 'redirect' = 'stream';

  /**
   * Swagger UI and the OpenAPI document. @default open on a loopback address, in production without a TRUST_PROXY; else
   * off
   */
  @Setting(oneOf(DOCS_ACCESS))
  readonly API_DOCS!: (typeof DOCS_ACCESS)[number];

  /** Who may read `/metrics`. @default open where API_DOCS is by default, else admin */
  @Setting(oneOf(METRICS_ACCESS))
  readonly METRICS!: (typeof METRICS_ACCESS)[number];

  /**
   * Where traces go, by OTLP over HTTP: a collector's address. OpenTelemetry's other variables are read as it says.
   * @default none, and nothing of it is loaded
   */
  @Setting(httpUrl)
  readonly OTEL_EXPORTER_OTLP_ENDPOINT?: string;

  /** Whether the program brought its own Redis and may keep its own secret. Set by `npm start`. @default false */
  @Setting(trueOrFalse)
  readonly EMBEDDED: boolean = false;

  /** @default 'development' */
  @Setting(characters(0, 100))
  readonly NODE_ENV: string = 'development';
}

/** Settings that don't fit, a line each. */
export class SettingsError extends Error {
  constructor(problems: readonly string[]) {
    super(problems.map((problem) => `Setting ${problem}`).join('\n'));
    this.name = 'SettingsError';
  }
}

/**
 * Reads the settings.
 *
 * @throws SettingsError naming every variable with a bad value, never the value itself
 */
export function loadSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  // An empty one is none: that is how a compose file leaves one out.
  const given = Object.fromEntries(SETTING_NAMES.filter((name) => env[name]?.trim()).map((name) => [name, env[name]]));
  const isProduction = given['NODE_ENV'] === 'production';
  const HOST = given['HOST'] ?? (isProduction && isContainer() ? '0.0.0.0' : '127.0.0.1');
  // A named proxy brings in everybody it lets through, whatever address we listen on.
  const isProxied = isProduction && /[^\s,]/.test(given['TRUST_PROXY'] ?? '');
  const isPrivate = isLoopback(HOST) && !isProxied;
  const defaults = { HOST, API_DOCS: isPrivate ? 'open' : 'off', METRICS: isPrivate ? 'open' : 'admin' };
  const settings = plainToInstance(Settings, { ...defaults, ...given }, { exposeDefaultValues: true });
  const problems = validateSync(settings).map(
    ({ property, constraints = {} }) => `${property}: ${Object.values(constraints)[0]}`,
  );
  if (given['REDIS_URL'] === undefined) {
    problems.push('REDIS_URL: is required, e.g. redis://127.0.0.1:6379; npm start brings a Redis of its own');
  }
  if (settings.HEADERS_TIMEOUT_MS > settings.REQUEST_TIMEOUT_MS) {
    problems.push('HEADERS_TIMEOUT_MS: must be at most REQUEST_TIMEOUT_MS: the head is a part of the request');
  }
  problems.push(...artifactProblems(settings), ...singleSignOnProblems(settings, isProduction));
  if (isProduction && !settings.EMBEDDED && settings.JWT_SECRET === undefined) {
    problems.push('JWT_SECRET: is required in production');
  }
  if (isProduction && isKnownPassword(given['ADMIN_PASSWORD'], String(settings.ADMIN_USERNAME))) {
    problems.push('ADMIN_PASSWORD: must not be a well-known password or the user name');
  }
  if (problems.length > 0) {
    throw new SettingsError(problems);
  }
  return settings;
}

/** What settings of artifacts lack of each other. One that does not fit is told for itself. */
function artifactProblems(settings: Settings): string[] {
  const { ARTIFACTS_URL, ARTIFACTS_ACCESS_KEY, ARTIFACTS_SECRET_KEY, ARTIFACTS_DOWNLOADS } = settings;
  const [hasKey, hasSecret] = [ARTIFACTS_ACCESS_KEY, ARTIFACTS_SECRET_KEY].map((given) => typeof given === 'string');
  const needsUrl = hasKey || hasSecret || ARTIFACTS_DOWNLOADS === 'redirect';
  return [
    ...(needsUrl && ARTIFACTS_URL === undefined
      ? ['ARTIFACTS_URL: is required by the other settings of artifacts, e.g. s3://bucket/prefix']
      : []),
    ...(hasKey && ARTIFACTS_SECRET_KEY === undefined
      ? ['ARTIFACTS_SECRET_KEY: is required with ARTIFACTS_ACCESS_KEY']
      : []),
    ...(hasSecret && ARTIFACTS_ACCESS_KEY === undefined
      ? ['ARTIFACTS_ACCESS_KEY: is required with ARTIFACTS_SECRET_KEY']
      : []),
  ];
}

function isContainer(): boolean {
  return existsSync('/.dockerenv') || existsSync('/run/.containerenv');
}
