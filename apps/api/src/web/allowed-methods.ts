import { ProblemError } from '@task-queue/problems';
import type { FastifyInstance } from 'fastify';
import { pathOf } from './path-of.js';

/** Those that some address of ours has. */
export const METHODS: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/**
 * Answers 405 and `Allow` where an address exists and only the method does not. To be called before any route is there.
 */
export function refuseOtherMethods(server: FastifyInstance): void {
  const routes = new Map<string, { readonly path: RegExp; readonly methods: Set<string> }>();
  server.addHook('onRoute', ({ url, method }) => {
    if (url.includes('*')) {
      return; // the page's own addresses
    }
    const route = routes.get(url) ?? { path: patternOf(url), methods: new Set() };
    routes.set(url, route);
    [method].flat().forEach((name) => route.methods.add(name));
  });
  server.addHook('onRequest', (request, reply, done) => {
    if (!request.is404 && request.routeOptions.url !== '/*') {
      done();
      return;
    }
    const path = pathOf(request.url);
    const methods = [...routes.values()]
      .filter((route) => route.path.test(path))
      .flatMap((route) => [...route.methods]);
    if (methods.length > 0) {
      reply.header('allow', [...new Set(methods)].sort().join(', '));
    }
    done(methods.length > 0 ? new ProblemError('METHOD_NOT_ALLOWED') : undefined);
  });
}

/** Of our own routes, as the router reads them: `:id` stands for one segment, and a slash at the end is another address. */
function patternOf(url: string): RegExp {
  const escaped = url.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replace(/:\w+/g, '[^/]+')}$`);
}
