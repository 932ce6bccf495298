import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { LOCALES } from '@task-queue/contracts';
import { localeOf } from '@task-queue/problems';
import type { FastifyInstance } from 'fastify';
import type { Settings } from '../settings/settings.js';
import { pageIn } from './page-head.js';
import { pathOf } from './path-of.js';
import { contentSecurityPolicy } from './security-headers.js';

/** Where the page's own addresses end and the server's begin. */
const SERVER_PATH = /^\/(api|health|metrics|socket\.io)(\/|$)/;
/** With the ending of a compressed copy where it has one. */
const HASHED_FILE = /-[\w-]{8}\.\w+(\.br|\.gz)?$/;

/**
 * Serves the built page: its files, and its start page for every address that is the page's own. Nothing happens
 * when the page is not built.
 *
 * @param dir - the folder that holds `index.html`
 * @param settings - the base path, the ways to sign in, and the start page's language where a browser asks for none of ours
 */
export async function serveWebPage(
  server: FastifyInstance,
  dir: string,
  settings: Pick<Settings, 'DEFAULT_LOCALE' | 'BASE_PATH' | 'OIDC_ISSUER' | 'LOCAL_LOGIN'>,
): Promise<void> {
  const indexFile = join(dir, 'index.html');
  if (!existsSync(indexFile)) {
    return;
  }
  const { DEFAULT_LOCALE: defaultLocale, BASE_PATH: basePath, OIDC_ISSUER, LOCAL_LOGIN } = settings;
  const signIn = [...(OIDC_ISSUER === undefined ? [] : ['sso']), ...(LOCAL_LOGIN === 'everybody' ? ['password'] : [])];
  const head = { defaultLocale, basePath, signIn: signIn.join(' ') };
  const index = readFileSync(indexFile, 'utf8');
  const pages = new Map(LOCALES.map((locale) => [locale, pageIn(index, { locale, ...head })]));
  await server.register(fastifyStatic, {
    root: dir,
    wildcard: false,
    index: false,
    globIgnore: ['**/index.html'],
    cacheControl: false,
    preCompressed: true, // where the build left compressed copies
    setHeaders: (reply, path) => {
      const lasts = HASHED_FILE.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache';
      reply.header('cache-control', lasts);
    },
  });
  server.get('/*', (request, reply) => {
    const path = pathOf(request.url);
    if (SERVER_PATH.test(path) || /\.\w+$/.test(path)) {
      reply.callNotFound();
      return;
    }
    const locale = localeOf(request.headers['accept-language'], defaultLocale);
    const vary = reply.getHeader('vary'); // by another site's origin, where some may call
    const nonce = randomBytes(16).toString('base64');
    void reply
      .header('content-type', 'text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('content-language', locale)
      .header('vary', vary === undefined ? 'accept-language' : `${String(vary)}, accept-language`)
      .header('content-security-policy', contentSecurityPolicy(`'self' 'nonce-${nonce}'`))
      .send(pages.get(locale)!.replaceAll('__CSP_NONCE__', nonce));
  });
}
