import type { IncomingMessage } from 'node:http';
import type { Params } from 'nestjs-pino';
import type { Settings } from './settings.js';

/** Where log lines go, a line of JSON each. */
export interface LogSink {
  write(line: string): void;
}

/**
 * Structured logs: a line a failed request, no header, no body, no query.
 *
 * @param logTo - where the lines go. @default the standard output
 */
export function logging(settings: Settings, logTo?: LogSink): Params {
  return {
    pinoHttp: {
      ...(logTo === undefined ? {} : { stream: logTo }),
      level: settings.LOG_LEVEL,
      customLogLevel: (_request, response, error) => (error || response.statusCode >= 500 ? 'error' : 'debug'),
      serializers: {
        req: (request: { id: unknown; method: string; url: string }) => ({
          id: request.id,
          method: request.method,
          path: request.url.split('?')[0],
        }),
        res: (response: { statusCode: number }) => ({ statusCode: response.statusCode }),
      },
      quietReqLogger: true,
      customAttributeKeys: { reqId: 'requestId' }, // as problems and the worker's lines name it
      genReqId: (request: IncomingMessage) => request.id ?? 'unknown',
    },
  };
}
