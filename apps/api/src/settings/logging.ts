import { AsyncLocalStorage } from 'node:async_hooks';
import { Logger, PinoLogger, type Params } from 'nestjs-pino';
import { PinoPretty as pretty } from 'pino-pretty';
import type { Settings } from './settings.js';

/** Where log lines go, a line of JSON each. */
export interface LogSink {
  write(line: string): void;
}

/** The call that is being answered, wherever a line about it comes from. */
export const currentCall = new AsyncLocalStorage<{ readonly requestId: string }>();

/**
 * Structured logs, each line with the id of the call it is about. The library's logger for each request stays unused: to
 * make it costs more than most calls log.
 *
 * @param logTo - where the lines go. @default the standard output: for people where that is a terminal
 */
export function logging(settings: Pick<Settings, 'LOG_LEVEL'>, logTo?: LogSink): Params {
  return {
    pinoHttp: {
      ...sinkOf(logTo),
      level: settings.LOG_LEVEL,
      mixin: () => ({ ...currentCall.getStore() }),
    },
    forRoutes: [],
  };
}

function sinkOf(logTo: LogSink | undefined): { stream?: LogSink } {
  if (logTo !== undefined) {
    return { stream: logTo };
  }
  return process.stdout.isTTY ? { stream: readable() } : {};
}

/**
 * Lines that a person at a terminal reads: time, level, where it comes from, what it says.
 *
 * @param destination - where they go. @default the standard output
 */
export function readable(destination: NodeJS.WritableStream | 1 = 1): LogSink {
  return pretty({
    destination,
    sync: true,
    colorize: destination === 1,
    translateTime: 'SYS:HH:MM:ss',
    ignore: 'pid,hostname,context',
    messageFormat: (log, key) => [log['context'], log[key]].filter(Boolean).join(': '),
    singleLine: true,
  });
}

/**
 * Until the application runs: only what is wrong, and not what keeps it from starting, which whoever starts it tells. Its lines are
 * those of the running program, as whoever collects them reads no others.
 */
export class StartLog extends Logger {
  /** @param logTo - see {@link logging} */
  constructor(settings: Pick<Settings, 'LOG_LEVEL'>, logTo?: LogSink) {
    const params = logging(settings, logTo);
    super(new PinoLogger(params), params);
  }

  override error(message: unknown, ...rest: unknown[]): void {
    if (rest.at(-1) !== 'ExceptionHandler') {
      super.error(message, ...rest);
    }
  }

  override log(): void {}

  override debug(): void {}

  override verbose(): void {}
}
