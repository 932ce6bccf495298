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
  server.addHook('onResponse', (request, { statusCode }, done) => {
    const call = calls.get(request);
    if (call !== undefined) {
      trail.answered(call, statusCode);
    }
    done();
  });
}
