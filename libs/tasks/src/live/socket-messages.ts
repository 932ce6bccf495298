import type { Logger } from '@nestjs/common';
import type { ErrorCode } from '@task-queue/contracts';
import { ProblemError } from '@task-queue/problems';
import type { TasksSocket } from './tasks-socket.js';

/** Answers one message. */
export type Acknowledge = (answer: Readonly<Record<string, unknown>> & { readonly ok: boolean }) => void;

/** Does what a message asks for. What it throws is answered as a code; `body` is whatever the client sent. */
export type MessageHandler = (body: unknown, acknowledge: Acknowledge) => void | Promise<void>;

/**
 * Answers a socket's messages, whatever they are. Not by Nest's `@SubscribeMessage`: it answers unknown events not at
 * all and errors by an event of its own, and lets a host's global guards and pipes, written for HTTP, run on messages.
 */
export function answerMessages(
  socket: TasksSocket,
  handlers: ReadonlyMap<string, MessageHandler>,
  { logger, onForbidden }: { readonly logger: Logger; readonly onForbidden: (message: string) => void },
): void {
  socket.onAny((name: unknown, ...rest: unknown[]) => {
    const last = rest.at(-1);
    // Socket.IO puts the acknowledgement behind the client's own arguments.
    const acknowledge = typeof last === 'function' ? (last as Acknowledge) : () => undefined;
    const bodies = typeof last === 'function' ? rest.slice(0, -1) : rest;
    const handler = typeof name === 'string' ? handlers.get(name) : undefined;
    void (async () => {
      if (handler === undefined) {
        throw new ProblemError('NOT_FOUND');
      }
      if (bodies.length > 1) {
        throw new ProblemError('BAD_REQUEST');
      }
      await handler(bodies[0], acknowledge);
    })().catch((error: unknown) => {
      const code: ErrorCode = error instanceof ProblemError ? error.code : 'INTERNAL';
      if (code === 'INTERNAL') {
        logger.error({ err: error, message: name }, 'A message failed');
      }
      if (code === 'FORBIDDEN') {
        onForbidden(String(name));
      }
      acknowledge({ ok: false, code });
    });
  });
}
