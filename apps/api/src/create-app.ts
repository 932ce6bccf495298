import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import fastifyCookie from '@fastify/cookie';
import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger } from 'nestjs-pino';
import { AppModule } from './app.module.js';
import { serveAsyncApi } from './asyncapi.js';
import { serveOpenApi } from './openapi.js';
import { requireFirstPassword } from './settings/first-password.js';
import { StartLog, type LogSink } from './settings/logging.js';
import type { Settings } from './settings/settings.js';
import { METHODS, refuseOtherMethods } from './web/allowed-methods.js';
import { startTracing } from './tracing/tracing.js';
import { auditCalls } from './web/audited-calls.js';
import { BasePath } from './web/base-path.js';
import { answerBadAddress, answerClientError, bareAnswersOf, refuseWhatNodeWould } from './web/client-errors.js';
import { acceptJsonAlone } from './web/json-body.js';
import { OwnOrigin } from './web/own-origin.js';
import { logRequests } from './web/request-log.js';
import { addSecurityHeaders } from './web/security-headers.js';
import { SocketAdapter } from './web/socket-adapter.js';
import { serveWebPage } from './web/web-page.js';

/** The longest id that is looked for, in characters: longer than any, so that one of nobody is unknown and no other address. */
const MAX_ID_LENGTH = 1_000;

/** How long a connection is kept for a next call, in milliseconds: longer than common proxies do, 60 s. */
const KEEP_ALIVE_MS = 65_000;

/** Largest request body: params of 256 KiB and what stands around them. */
const MAX_BODY_BYTES = 300 * 1024;

/** Largest body of a call that anybody may make: a name and a password, written as JSON's longest escapes. */
const MAX_ANONYMOUS_BODY_BYTES = 4 * 1024;
const ANONYMOUS = /^\/api\/auth\/(login|refresh|logout|oidc\/(login|backchannel-logout))$/;

/**
 * The whole application, ready to listen.
 *
 * @param webDir - the folder of the built page
 * @param handlers - task handlers beside the shipped ones
 * @param logTo - where log lines go. @default the standard output
 */
export async function createApp(
  settings: Settings,
  webDir: string | null,
  handlers: readonly Type[] = [],
  logTo?: LogSink,
): Promise<NestFastifyApplication> {
  await requireFirstPassword(settings);
  const basePath = new BasePath(settings.BASE_PATH);
  const bareAnswers = bareAnswersOf(settings);
  const adapter = new FastifyAdapter({
    bodyLimit: MAX_BODY_BYTES,
    trustProxy: settings.TRUST_PROXY.length > 0 ? settings.TRUST_PROXY : false,
    genReqId: (request: IncomingMessage) => requestId(request.headers['x-request-id']),
    requestIdHeader: false,
    routerOptions: { maxParamLength: MAX_ID_LENGTH },
    requestTimeout: settings.REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    http: {
      headersTimeout: settings.HEADERS_TIMEOUT_MS, // also for a connection that has sent nothing yet
      connectionsCheckingInterval: Math.min(5_000, settings.HEADERS_TIMEOUT_MS),
      requireHostHeader: false, // refused below, as a problem
      // Others offer HTTP/2 and mean to be answered all the same: RFC 9110, 7.8. What is let through Socket.IO must take.
      shouldUpgradeCallback: ({ url = '', headers }) =>
        settings.ROLE !== 'worker' &&
        basePath.strip(url).startsWith('/socket.io/') &&
        /^websocket$/i.test(headers.upgrade ?? ''),
    },
    frameworkErrors: answerBadAddress(bareAnswers),
    clientErrorHandler: answerClientError(bareAnswers),
  });
  const tracing = await startTracing(settings);
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.with(settings, tracing, handlers, logTo),
    adapter,
    {
      logger: new StartLog(settings, logTo),
      abortOnError: false,
      bodyParser: false, // ours, below
    },
  );
  const server = adapter.getInstance();
  // The hooks that only add to an answer stand before the first that may give one.
  addSecurityHeaders(server, basePath.path);
  server.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    done();
  });
  refuseWhatNodeWould(server, bareAnswers);
  tracing?.traceCalls(server);
  logRequests(server);
  auditCalls(server, app);
  refuseOtherMethods(server);
  server.addHook('onRoute', (route) => {
    if (ANONYMOUS.test(route.url)) {
      route.bodyLimit = MAX_ANONYMOUS_BODY_BYTES;
    }
  });
  acceptJsonAlone(server);
  await server.register(fastifyCookie);
  app.setGlobalPrefix('api', { exclude: ['health/live', 'health/ready', 'metrics'] });
  app.useWebSocketAdapter(
    new SocketAdapter(app, app.get(OwnOrigin), settings.CORS_ORIGINS, bareAnswers.securityHeaders),
  );
  if (settings.CORS_ORIGINS.length > 0) {
    app.enableCors({
      origin: settings.CORS_ORIGINS,
      credentials: true,
      methods: [...METHODS],
      allowedHeaders: [
        'authorization',
        'content-type',
        'accept-language',
        'idempotency-key',
        'x-request-id',
        'range',
        'if-range',
        'if-match',
        'if-none-match',
      ],
      exposedHeaders: [
        'accept-ranges',
        'content-disposition',
        'content-range',
        'etag',
        'location',
        'ratelimit',
        'ratelimit-policy',
        'retry-after',
        'task-deduplicated',
        'x-request-id',
      ],
      maxAge: 600,
    });
  }
  if (settings.ROLE !== 'worker') {
    if (settings.API_DOCS === 'open') {
      serveAsyncApi(app);
      serveOpenApi(app);
    }
    if (webDir !== null) {
      await serveWebPage(server, webDir, settings);
    }
  }
  app.enableShutdownHooks();
  await app.init();
  basePath.takeOff(server.server);
  app.useLogger(app.get(Logger));
  return app;
}

/** The caller's request id where it is a sane one, else a new one. */
function requestId(given: string | string[] | undefined): string {
  return typeof given === 'string' && /^[\w-]{1,64}$/.test(given) ? given : randomUUID();
}
