import { setTimeout as elapsed } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import {
  context,
  diag,
  DiagLogLevel,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Span,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  defaultResource,
  detectResources,
  envDetector,
  hostDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import type { TaskTracing, TracedAttempt, TracedEnding } from '@task-queue/tasks';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { pathOf } from '../web/path-of.js';
import type { Tracing } from './tracing.js';

/** The name of the service unless `OTEL_SERVICE_NAME` or `OTEL_RESOURCE_ATTRIBUTES` say another. */
const SERVICE_NAME = 'task-queue';

/** How long a stop waits for a collector that does not take what is left, in milliseconds. */
const LAST_EXPORT_MS = 1_000;

/** The same complaint of a collector is logged once in this time, in milliseconds. */
const COMPLAINT_MS = 60_000;

/**
 * Traces by OpenTelemetry, sent by OTLP over HTTP. The SDK reads its own variables of the environment: endpoint, headers,
 * sampler, batches, resource. It is registered for the whole process, so that what a handler traces by
 * `@opentelemetry/api` stands below its attempt.
 */
export class OpenTelemetry implements Tracing {
  readonly tasks: TaskTracing = {
    creation: (task, create) => this.#creation(task.type, create),
    attempt: (attempt, run) => this.#attempt(attempt, run),
  };
  readonly #provider: NodeTracerProvider;

  constructor() {
    diag.setLogger(complaints(), { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
    this.#provider = new NodeTracerProvider({
      resource: defaultResource()
        .merge(resourceFromAttributes({ 'service.name': SERVICE_NAME }))
        .merge(detectResources({ detectors: [hostDetector, envDetector] })),
      spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
    });
    this.#provider.register();
  }

  traceCalls(server: FastifyInstance): void {
    const calls = new WeakMap<FastifyRequest, { readonly span: Span; readonly around: Context }>();
    server.addHook('onRequest', (request, _reply, done) => {
      const { method, headers, url } = request;
      const path = pathOf(url);
      if (!path.startsWith('/api/')) {
        done();
        return;
      }
      const attributes = { 'http.request.method': method, 'url.path': path, 'task_queue.request_id': request.id };
      const from = propagation.extract(ROOT_CONTEXT, headers);
      const span = this.#tracer.startSpan(method, { kind: SpanKind.SERVER, attributes }, from);
      const around = trace.setSpan(from, span);
      calls.set(request, { span, around });
      context.with(around, done);
    });
    // The body's own events end the context that it began in.
    server.addHook('preValidation', (request, _reply, done) =>
      context.with(calls.get(request)?.around ?? context.active(), done),
    );
    server.addHook('onResponse', (request, { statusCode }, done) => {
      const span = calls.get(request)?.span;
      const route = request.routeOptions.url;
      if (route !== undefined) {
        span?.updateName(`${request.method} ${route}`).setAttribute('http.route', route);
      }
      span?.setAttribute('http.response.status_code', statusCode);
      if (statusCode >= 500) {
        span?.setStatus({ code: SpanStatusCode.ERROR });
      }
      span?.end();
      done();
    });
  }

  async stop(): Promise<void> {
    await Promise.race([this.#provider.shutdown(), elapsed(LAST_EXPORT_MS, undefined, { ref: false })]);
    trace.disable();
    context.disable();
    propagation.disable();
    diag.disable();
  }

  get #tracer(): ReturnType<NodeTracerProvider['getTracer']> {
    return this.#provider.getTracer(SERVICE_NAME);
  }

  #creation(
    type: string,
    create: (traceparent?: string, tracestate?: string) => Promise<{ readonly id: string }>,
  ): Promise<{ readonly id: string }> {
    const span = this.#tracer.startSpan(`create ${type}`, {
      kind: SpanKind.PRODUCER,
      attributes: messaging('create', type),
    });
    return within(trace.setSpan(context.active(), span), span, async () => {
      const carrier: { traceparent?: string; tracestate?: string } = {};
      propagation.inject(context.active(), carrier);
      const created = await create(carrier.traceparent, carrier.tracestate);
      span.setAttribute('messaging.message.id', created.id);
      return created;
    });
  }

  #attempt(attempt: TracedAttempt, run: () => Promise<TracedEnding>): Promise<void> {
    const { taskId, type, number, traceparent, tracestate, waitedMs } = attempt;
    const from = propagation.extract(ROOT_CONTEXT, { traceparent, tracestate });
    const attributes = {
      ...messaging('process', type),
      'messaging.message.id': taskId,
      'task_queue.attempt': number,
      ...(waitedMs === null ? {} : { 'task_queue.waited_ms': waitedMs }),
    };
    const span = this.#tracer.startSpan(`process ${type}`, { kind: SpanKind.CONSUMER, attributes }, from);
    return within(trace.setSpan(from, span), span, async () => {
      const { outcome, failure } = await run();
      span.setAttribute('task_queue.outcome', outcome);
      if (failure !== undefined) {
        span.setAttribute('error.type', failure.code);
        span.setStatus({ code: SpanStatusCode.ERROR, message: failure.message });
      }
    });
  }
}

/** Does work in a span, which ends with it, as failed where it throws. */
async function within<Result>(around: Context, span: Span, work: () => Promise<Result>): Promise<Result> {
  try {
    return await context.with(around, work);
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR, message: String(error) });
    throw error;
  } finally {
    span.end();
  }
}

/** What OpenTelemetry's conventions for messaging say of a task. */
function messaging(operation: 'create' | 'process', type: string): Attributes {
  return {
    'messaging.system': SERVICE_NAME,
    'messaging.operation.name': operation,
    'messaging.operation.type': operation,
    'messaging.destination.name': type,
  };
}

/** Where the SDK complains: of a collector that is away, for one, at each batch. */
function complaints(): Parameters<typeof diag.setLogger>[0] {
  const logger = new Logger('OpenTelemetry');
  let toldAtMs = -Infinity;
  const tell = (message: string): void => {
    if (performance.now() - toldAtMs > COMPLAINT_MS) {
      toldAtMs = performance.now();
      logger.warn(message);
    }
  };
  const quiet = (): void => undefined;
  return { error: tell, warn: tell, info: quiet, debug: quiet, verbose: quiet };
}
