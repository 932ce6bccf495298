import { AsyncLocalStorage } from 'node:async_hooks';
import type { Params } from 'nestjs-pino';
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
 * @param logTo - where the lines go. @default the standard output
 */
export function logging(settings: Settings, logTo?: LogSink): Params {
  return {
    pinoHttp: {
      ...(logTo === undefined ? {} : { stream: logTo }),
      level: settings.LOG_LEVEL,
      mixin: () => ({ ...currentCall.getStore() }),
    },
    forRoutes: [],
  };
}
