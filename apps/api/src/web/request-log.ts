import { PinoLogger } from 'nestjs-pino';
import type { FastifyInstance } from 'fastify';
import { currentCall } from '../settings/logging.js';

/** Has each line say which call it is about, and logs one of each call: an error where it failed by our fault, else for debugging. No header, no body, no query. */
export function logRequests(server: FastifyInstance): void {
  server.addHook('onRequest', (request, _reply, done) => currentCall.run({ requestId: request.id }, done));
  // The body's own events end the context that it began in.
  server.addHook('preValidation', (request, _reply, done) => currentCall.run({ requestId: request.id }, done));
  server.addHook('onResponse', ({ id, method, url }, { statusCode, elapsedTime }, done) => {
    const level = statusCode >= 500 ? 'error' : 'debug';
    if (PinoLogger.root.isLevelEnabled(level)) {
      PinoLogger.root[level](
        { requestId: id, method, path: url.split('?')[0], statusCode, tookMs: Math.round(elapsedTime) },
        'call answered',
      );
    }
    done();
  });
}
