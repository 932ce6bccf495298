import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import { applyDecorators } from '@nestjs/common';
import { plainToInstance, Transform } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  MinLength,
  Validate,
  validateSync,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { LOCALES, type Locale, type TaskPriority } from '@task-queue/contracts';
import { isKnownPassword } from './known-passwords.js';
import type { ProcessRole, RetentionLimit } from '@task-queue/tasks';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const DOCS_ACCESS = ['open', 'off'] as const;
const RETENTION_MESSAGE = 'must be an age, a number of tasks or both, e.g. 7d,100000 (units d, h, m, s)';
const METRICS_ACCESS = ['open', 'admin', 'off'] as const;

const PROXY_WORDS = ['loopback', 'linklocal', 'uniquelocal'];

@ValidatorConstraint()
class IsProxyList implements ValidatorConstraintInterface {
  validate(list: readonly string[]): boolean {
    return list.every((proxy) => {
      const [address = '', bits, ...rest] = proxy.split('/');
      const version = isIP(address);
      const isNetwork =
        version > 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && +bits <= (version === 4 ? 32 : 128)));
      return rest.length === 0 && (isNetwork || PROXY_WORDS.includes(proxy));
    });
  }

  defaultMessage(): string {
    return `must be a comma list of addresses, networks such as 10.0.0.0/8, or ${PROXY_WORDS.join(', ')}`;
  }
}

/**
 * A whole number within bounds; each kind of bad value has words of its own.
 *
 * @param unit - what it counts, e.g. `milliseconds`
 */
function WholeNumber(min: number, max: number, unit?: string): PropertyDecorator {
  const of = unit === undefined ? '' : ` of ${unit}`;
  return applyDecorators(
    // Node reads 0x10, 1e3 and blanks as numbers too: nobody means them here.
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' ? (/^-?\d{1,15}$/.test(value.trim()) ? Number(value) : Number.NaN) : value,
    ),
    IsInt({ message: `must be a whole number${of}` }),
    Min(min, { message: `must be at least ${min}` }),
    Max(max, { message: `must be at most ${max}` }),
  );
}

/** Fewer different characters than a secret of 32 has by any chance. */
const LEAST_DIFFERENT = 8;

@ValidatorConstraint()
class IsVaried implements ValidatorConstraintInterface {
  validate(secret: string): boolean {
    return new Set(secret).size >= LEAST_DIFFERENT;
  }

  defaultMessage(): string {
    return `must have at least ${LEAST_DIFFERENT} different characters`;
  }
}

/** Every setting of the program, from the environment. */
export class Settings {
  /** @default 3000 */
  @WholeNumber(0, 65_535)
  readonly PORT: number = 3000;

  /** The address to listen on. @default 127.0.0.1; 0.0.0.0 in production in a container */
  @IsString()
  @Length(1, 255)
  readonly HOST!: string;

  @Matches(/^(rediss?:\/\/\S+|redis\+sentinel:\/\/[^\s/]+\/\S+|rediss?\+cluster:\/\/[^\s/]+\/?)$/, {
    message:
      'must begin with redis:// or rediss://, or look like redis+sentinel://host:port,host:port/master-name ' +
      'or redis+cluster://host:port,host:port',
  })
  readonly REDIS_URL!: string;

  /** @default '{tq}' */
  @Matches(/^[\w{}:.-]{1,50}$/, { message: 'must be 1 to 50 letters, digits or { } : . _ -' })
  readonly REDIS_PREFIX: string = '{tq}';

  /** @default 'all' */
  @IsIn(['all', 'api', 'worker'])
  readonly ROLE: ProcessRole = 'all';

  /** Tasks run at once, per lane. @default high=8,normal=8,low=4 */
  @IsObject({ message: 'must look like high=8,normal=8,low=4, each 1 to 1000' })
  @Transform(({ value }: { value: unknown }) => parseConcurrency(String(value)))
  readonly WORKER_CONCURRENCY: Readonly<Record<TaskPriority, number>> = { high: 8, normal: 8, low: 4 };

  /** A worker that says nothing for this long has lost its tasks, in milliseconds. @default 15000 */
  @WholeNumber(1_000, 600_000, 'milliseconds')
  readonly WORKER_LEASE_MS: number = 15_000;

  /** How long a shutdown waits for running tasks before it gives them back, in milliseconds. @default 10000 */
  @WholeNumber(0, 3_600_000, 'milliseconds')
  readonly SHUTDOWN_GRACE_MS: number = 10_000;

  /** How long the head of a request may take, and a connection before its first one, in milliseconds. @default 60000 */
  @WholeNumber(1_000, 3_600_000, 'milliseconds')
  readonly HEADERS_TIMEOUT_MS: number = 60_000;

  /** How long a request with its body may take to come, in milliseconds. @default 120000 */
  @WholeNumber(1_000, 3_600_000, 'milliseconds')
  readonly REQUEST_TIMEOUT_MS: number = 120_000;

  /** Connections at once by address, in each process; those of a trusted proxy are not bounded. @default 2000 */
  @WholeNumber(1, 1_000_000)
  readonly MAX_CONNECTIONS_PER_ADDRESS: number = 2_000;

  /** Signs access tokens. Generated and kept in the data folder for the embedded default. */
  @IsOptional()
  @Validate(IsVaried)
  @MinLength(32, { message: 'must have at least 32 characters' })
  @Matches(/^(?!.*(change.?(me|it|this)|your.?(jwt.?)?secret|replace.?me))/i, {
    message: 'must not be a well-known secret',
  })
  readonly JWT_SECRET?: string;

  /** @default 'admin' */
  @Matches(/^[\p{L}\p{N}._@-]{2,64}$/u, { message: 'must be 2 to 64 letters, digits or . _ @ -' })
  readonly ADMIN_USERNAME: string = 'admin';

  /** The first administrator's; generated and printed once where there is none. */
  @IsOptional()
  @Length(8, 128, { message: 'must have 8 to 128 characters' })
  readonly ADMIN_PASSWORD?: string;

  /** Whether the demo handlers are registered. @default false */
  @IsBoolean({ message: 'must be true or false' })
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  readonly TASKS_DEMO: boolean = false;

  /** How long completed and cancelled tasks are kept: an age, a number, or both, e.g. 7d,100000. @default for ever */
  @IsOptional()
  @IsObject({ message: RETENTION_MESSAGE })
  @Transform(({ value }: { value: unknown }) => parseRetention(String(value)))
  readonly RETENTION_COMPLETED?: RetentionLimit;

  /** The same for failed tasks. @default for ever */
  @IsOptional()
  @IsObject({ message: RETENTION_MESSAGE })
  @Transform(({ value }: { value: unknown }) => parseRetention(String(value)))
  readonly RETENTION_FAILED?: RetentionLimit;

  /** Origins of other sites that may call the API. @default none */
  @IsString({ each: true })
  @Matches(/^https?:\/\/[^/\s]+$/, { each: true, message: 'must be a comma list of origins such as https://a.example' })
  @Transform(({ value }: { value: unknown }) => commaList(String(value)))
  readonly CORS_ORIGINS: string[] = [];

  /** Calls a minute by person, in each process; 0 for any. @default 60000 */
  @WholeNumber(0, 1_000_000_000)
  readonly RATE_LIMIT: number = 60_000;

  /**
   * Calls a minute without a token, as to sign in, by network (IPv4 address, IPv6 /64), in each process; 0 for any.
   * Large enough for an office behind one address. @default 1200
   */
  @WholeNumber(0, 1_000_000_000)
  readonly RATE_LIMIT_ANONYMOUS: number = 1_200;

  /**
   * Proxies whose X-Forwarded-For and X-Forwarded-Proto are believed: addresses, networks such as 10.0.0.0/8, or
   * loopback, linklocal, uniquelocal. Needed behind a proxy that ends TLS. @default none
   */
  @Validate(IsProxyList)
  @Transform(({ value }: { value: unknown }) => commaList(String(value)))
  readonly TRUST_PROXY: string[] = [];

  /** @default 'info' */
  @IsIn(LOG_LEVELS)
  readonly LOG_LEVEL: (typeof LOG_LEVELS)[number] = 'info';

  /** @default 'zh-CN' */
  @IsIn(LOCALES)
  readonly DEFAULT_LOCALE: Locale = 'zh-CN';

  /** Where secrets and artifacts are kept. @default '.data' */
  @IsString()
  @Length(1, 1000)
  readonly DATA_DIR: string = '.data';

  /**
   * Swagger UI and the OpenAPI document. @default open in development, and without a TRUST_PROXY on a loopback address,
   * else off
   */
  @IsIn(DOCS_ACCESS)
  readonly API_DOCS!: (typeof DOCS_ACCESS)[number];

  /** Who may read `/metrics`. @default open where API_DOCS is by default, else admin */
  @IsIn(METRICS_ACCESS)
  readonly METRICS!: (typeof METRICS_ACCESS)[number];

  /** Whether the program brought its own Redis and may keep its own secret. Set by `npm start`. @default false */
  @IsBoolean({ message: 'must be true or false' })
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  readonly EMBEDDED: boolean = false;

  /** @default 'development' */
  @IsString()
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
  const known = [
    'HOST',
    'REDIS_URL',
    'JWT_SECRET',
    'ADMIN_PASSWORD',
    'API_DOCS',
    'METRICS',
    'RETENTION_COMPLETED',
    'RETENTION_FAILED',
    ...Object.keys(new Settings()),
  ];
  const given = Object.fromEntries(known.filter((name) => env[name]).map((name) => [name, env[name]]));
  const isProduction = env['NODE_ENV'] === 'production';
  const HOST = env['HOST'] || (isProduction && isContainer() ? '0.0.0.0' : '127.0.0.1');
  // A named proxy brings in everybody it lets through, whatever address we listen on.
  const isProxied = commaList(env['TRUST_PROXY'] ?? '').length > 0;
  const isPrivate = !isProduction || (!isProxied && isLoopback(HOST));
  const API_DOCS = env['API_DOCS'] || (isPrivate ? 'open' : 'off');
  const METRICS = env['METRICS'] || (isPrivate ? 'open' : 'admin');
  const settings = plainToInstance(Settings, { ...given, HOST, API_DOCS, METRICS }, { exposeDefaultValues: true });
  const problems = validateSync(settings).map(
    ({ property, constraints = {} }) =>
      `${property}: ${sentence(property, constraints['isInt'] ?? Object.values(constraints)[0] ?? '')}`,
  );
  if (isProduction && !settings.EMBEDDED && settings.JWT_SECRET === undefined) {
    problems.push('JWT_SECRET: is required in production');
  }
  if (isProduction && isKnownPassword(settings.ADMIN_PASSWORD, settings.ADMIN_USERNAME)) {
    problems.push('ADMIN_PASSWORD: must not be a well-known password or the user name');
  }
  if (problems.length > 0) {
    throw new SettingsError(problems);
  }
  return settings;
}

/** class-validator begins its own sentences with the property's name, which stands in front already. */
function sentence(property: string, text: string): string {
  return text.startsWith(`${property} `) ? text.slice(property.length + 1) : text;
}

function commaList(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
}

function parseConcurrency(text: string): Record<TaskPriority, number> | null {
  const lanes: Record<string, number> = { high: 8, normal: 8, low: 4 };
  for (const part of text.split(',')) {
    const match = /^(high|normal|low)=(\d{1,4})$/.exec(part.trim());
    if (!match || Number(match[2]) < 1 || Number(match[2]) > 1000) {
      return null;
    }
    lanes[match[1]!] = Number(match[2]);
  }
  return lanes; // it began with all three
}

const UNIT_MS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 };

/** `''` where it makes no sense, which no validation lets pass. */
function parseRetention(text: string): RetentionLimit | '' {
  const match = /^(?:(\d{1,6})([dhms]))?(?:(?:^|,)(\d{1,10}))?$/.exec(text.replaceAll(' ', ''));
  if (!match || text === '') {
    return '';
  }
  const [, age, unit, count] = match;
  return {
    ...(age === undefined ? {} : { maxAgeMs: Number(age) * UNIT_MS[unit!]! }),
    ...(count === undefined ? {} : { maxCount: Number(count) }),
  };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

function isContainer(): boolean {
  return existsSync('/.dockerenv') || existsSync('/run/.containerenv');
}
