import { findInexactNumber } from '@task-queue/contracts';
import { ProblemError, ValidationError } from '@task-queue/problems';
import type { FastifyInstance } from 'fastify';
import { parse, type ParseError } from 'jsonc-parser';
import { pathOf } from './path-of.js';

/** The longest text in which the place is looked for where it stops being JSON, in characters. */
const MOST_LOOKED_THROUGH = 32_768;

const NO_JSON = { zh: '不是有效的 JSON', en: 'is not JSON' };

/** The one call whose body is a form, as OpenID says: what is in it is signed, so that it does not matter who sends it. */
const FORMS = /^\/api\/auth\/oidc\/backchannel-logout$/;

/** Bodies are JSON in UTF-8: a form, which any site can send, is read by one call alone. */
export function acceptJsonAlone(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, ({ headers }, body, done) => {
    try {
      if (!/^(identity)?$/i.test(headers['content-encoding'] ?? '')) {
        throw new ProblemError('UNSUPPORTED_MEDIA_TYPE'); // RFC 9110, 8.4; nothing is unpacked here
      }
      done(null, parseJson(body as Buffer)); // as parseAs says
    } catch (error) {
      done(error as Error);
    }
  });
  server.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, ({ url }, body, done) => {
    if (FORMS.test(pathOf(url))) {
      done(null, Object.fromEntries(new URLSearchParams(body as string))); // as parseAs says
    } else {
      done(new ProblemError('UNSUPPORTED_MEDIA_TYPE'));
    }
  });
}

/** @throws ValidationError with BAD_REQUEST, saying where; or naming a number that would not be kept as it is */
function parseJson(body: Buffer): unknown {
  if (body.length === 0) {
    return undefined; // clients put the header on calls without a body too
  }
  const text = decode(body);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw unreadable(whereItBreaks(text), error);
  }
  const inexact = findInexactNumber(text);
  if (inexact !== null) {
    const message = {
      zh: `数字 ${inexact} 超出了能精确保存的范围，请写成文本`,
      en: `the number ${inexact} cannot be kept exactly: send it as a text`,
    };
    throw new ValidationError([{ field: 'body', message }]);
  }
  return value;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

function decode(body: Buffer): string {
  try {
    return UTF8.decode(body);
  } catch (error) {
    throw unreadable({ zh: '不是 UTF-8 文本', en: 'is not text in UTF-8' }, error);
  }
}

function unreadable(message: { zh: string; en: string }, cause: unknown): ValidationError {
  return new ValidationError([{ field: 'body', message }], 'BAD_REQUEST', { cause });
}

/** Where a text stops being JSON: Node's own message tells it only sometimes. Looking for it takes long in a long one. */
function whereItBreaks(text: string): { zh: string; en: string } {
  if (text.length > MOST_LOOKED_THROUGH) {
    return NO_JSON;
  }
  const errors: ParseError[] = [];
  try {
    parse(text, errors, { disallowComments: true, allowTrailingComma: false });
  } catch {
    return NO_JSON; // too deep for it
  }
  const before = text.slice(0, errors[0]?.offset ?? text.length).split('\n');
  const [line, column] = [before.length, before.at(-1)!.length + 1];
  return {
    zh: `第 ${line} 行第 ${column} 列起不是有效的 JSON`,
    en: `is not JSON from line ${line}, column ${column} on`,
  };
}
