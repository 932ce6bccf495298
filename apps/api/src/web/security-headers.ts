import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import helmet from 'helmet';
import { pathOf } from './path-of.js';

/** Headers by their names, in lower case. */
export type Headers = Readonly<Record<string, string>>;

/** Of a problem document, in which there is nothing to load. */
const BARE: Headers = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

const MAX_AGE = 'max-age=31536000';

/**
 * That browsers come by TLS alone from now on. A host that is shown below a path is somebody else's: what is below it in
 * the names of hosts is not ours to decide.
 */
function transportSecurity(basePath: string): Headers {
  return { 'strict-transport-security': basePath === '' ? `${MAX_AGE}; includeSubDomains` : MAX_AGE };
}

/** Security headers of an answer that is made before any hook runs. */
export function bareSecurityHeaders(basePath: string): Headers {
  return { ...BARE, ...transportSecurity(basePath) };
}

/** Security headers of every answer that a hook sees; the content security policy allows no inline script anywhere. */
export function addSecurityHeaders(server: FastifyInstance, basePath: string): void {
  const everywhere = {
    ...helmetHeaders(),
    ...transportSecurity(basePath),
    'content-security-policy': contentSecurityPolicy("'self'"),
  };
  const docs = { 'content-security-policy': contentSecurityPolicy("'self' 'unsafe-inline'") };
  const api = { 'cache-control': 'no-store' }; // answers differ by who asks
  server.addHook('onRequest', (request, reply, done) => {
    reply.headers(everywhere);
    const path = pathOf(request.url);
    if (/^\/api(\/|$)/.test(path)) {
      reply.headers(/^\/api\/docs(\/|$)/.test(path) ? docs : api); // Swagger UI styles itself inline
    }
    done();
  });
}

/** What helmet puts on an answer, asked once: it is the same for all. */
function helmetHeaders(): Headers {
  const headers: Record<string, string> = {};
  const answer = {
    setHeader: (name: string, value: string) => (headers[name.toLowerCase()] = value),
    removeHeader: () => undefined,
  };
  const addHeaders = helmet({
    contentSecurityPolicy: false, // ours: it differs from page to page
    crossOriginEmbedderPolicy: false, // the page embeds nothing
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: false, // ours
  });
  addHeaders({} as IncomingMessage, answer as unknown as ServerResponse, () => undefined); // it uses nothing else
  return headers;
}

/** @param styles - where styles may come from, a page's nonce among them */
export function contentSecurityPolicy(styles: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src ${styles}`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
