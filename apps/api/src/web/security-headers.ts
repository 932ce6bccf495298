import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import helmet from 'helmet';
import { pathOf } from './path-of.js';

/** The same for an answer that is made before any hook runs: a problem document, in which there is nothing to load. */
export const BARE_SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** Security headers of every answer that a hook sees; the content security policy allows no inline script anywhere. */
export function addSecurityHeaders(server: FastifyInstance): void {
  const everywhere = { ...helmetHeaders(), 'content-security-policy': contentSecurityPolicy("'self'") };
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
function helmetHeaders(): Readonly<Record<string, string>> {
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
