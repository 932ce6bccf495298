import type { TaskTracing } from '@task-queue/tasks';
import type { FastifyInstance } from 'fastify';
import type { Settings } from '../settings/settings.js';

/** The tracing of this process. */
export interface Tracing {
  readonly tasks: TaskTracing;
  /** Has each call to the API leave a span, which goes on from its caller's where that names one. */
  traceCalls(server: FastifyInstance): void;
  /** Sends what is left, for a moment at most. */
  stop(): Promise<void>;
}

/** Injection token of the {@link Tracing}; `null` where nobody wants traces. */
export const TRACING = Symbol('Tracing');

/** Tracing where `OTEL_EXPORTER_OTLP_ENDPOINT` says where to; else nothing of it is even loaded. */
export async function startTracing(settings: Settings): Promise<Tracing | null> {
  if (settings.OTEL_EXPORTER_OTLP_ENDPOINT === undefined) {
    return null;
  }
  const { OpenTelemetry } = await import('./open-telemetry.js');
  return new OpenTelemetry();
}
