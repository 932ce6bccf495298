import { audited, AuditedCall, AuditTrail } from '@task-queue/audit-trail';
import type { INestApplication } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';

/** Has what calls do told in the audit log, and what they are refused. What is wrong with a body before anybody looks at it is not. */
export function auditCalls(server: FastifyInstance, app: INestApplication): void {
  const trail = app.get(AuditTrail);
  const calls = new WeakMap<object, AuditedCall>();
  // Not before: the body's own events end the context that it began in.
  server.addHook('preValidation', (request, _reply, done) => {
    const call = new AuditedCall(request);
    calls.set(request, call);
    audited(call, done);
  });
  // Here and not in an interceptor of Nest, with any of which each call costs a chain of observables.
  server.addHook('onSend', (request, { statusCode }, _payload, done) => {
    const call = calls.get(request);
    const told = call === undefined || statusCode >= 400 ? null : trail.done(call);
    if (told === null) {
      done();
    } else {
      told.then(() => done(), done);
    }
  });
  server.addHook('onResponse', (request, { statusCode }, done) => {
    const call = calls.get(request);
    if (call !== undefined) {
      trail.answered(call, statusCode);
    }
    done();
  });
}
