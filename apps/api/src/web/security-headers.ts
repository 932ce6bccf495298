import { randomBytes } from 'node:crypto';
import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** For the styles of this one answer's page. */
    cspNonce: string;
  }
}

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
export async function addSecurityHeaders(server: FastifyInstance): Promise<void> {
  await server.register(helmet, {
    contentSecurityPolicy: false, // set below: it differs from page to page
    crossOriginEmbedderPolicy: false, // the page embeds nothing
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
  });
  server.decorateRequest('cspNonce', '');
  server.addHook('onRequest', async (request, reply) => {
    request.cspNonce = randomBytes(16).toString('base64');
    const isDocs = request.url.startsWith('/api/docs');
    reply.header('content-security-policy', contentSecurityPolicy(request.cspNonce, isDocs));
    if (request.url.startsWith('/api/') && !isDocs) {
      reply.header('cache-control', 'no-store'); // answers differ by who asks
    }
  });
}

/** Swagger UI, a page of its own without our data, styles itself inline. */
function contentSecurityPolicy(nonce: string, isDocs: boolean): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    isDocs ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
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
