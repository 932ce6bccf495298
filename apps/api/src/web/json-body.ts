import { findPrototypeKey, isNestedTooDeep, TaskError, ValidationError } from '@task-queue/tasks';
import type { FastifyInstance } from 'fastify';

const FORBIDDEN_KEY = {
  zh: '不允许使用 __proto__、constructor、prototype 作为键名',
  en: 'must not have a key named __proto__, constructor or prototype',
};

/**
 * Bodies are JSON in UTF-8 and nothing else: a form, which any site can send, is not read at all. What is nested too deep
 * or has a key that could reach a prototype is refused before anybody looks at it.
 */
export function acceptJsonAlone(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, parseJson(body as Buffer)); // as parseAs says
    } catch (error) {
      done(error as Error);
    }
  });
}

/** @throws TaskError BAD_REQUEST, PAYLOAD_TOO_LARGE; ValidationError naming a forbidden key */
function parseJson(body: Buffer): unknown {
  if (body.length === 0) {
    return undefined; // clients put the header on calls without a body too
  }
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (error) {
    throw new TaskError('BAD_REQUEST', { cause: error });
  }
  if (isNestedTooDeep(value)) {
    throw new TaskError('PAYLOAD_TOO_LARGE');
  }
  const field = findPrototypeKey(value);
  if (field !== null) {
    throw new ValidationError([{ field, message: FORBIDDEN_KEY }]);
  }
  return value;
}
