import type { IncomingMessage, ServerResponse } from 'node:http';
import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import type { OwnOrigin } from './own-origin.js';
import type { Headers } from './security-headers.js';

// The adapter's own Socket.IO; its types differ from those of another copy.
type ServerOptions = NonNullable<Parameters<IoAdapter['createIOServer']>[1]>;
type Server = ReturnType<IoAdapter['createIOServer']>;

/**
 * Socket.IO for our own pages and the origins allowed to call the API. A browser puts its page's origin on every
 * upgrade, and CORS does not cover WebSocket; other clients send none.
 */
export class SocketAdapter extends IoAdapter {
  constructor(
    app: INestApplicationContext,
    private readonly ownOrigin: OwnOrigin,
    private readonly origins: readonly string[],
    private readonly securityHeaders: Headers,
  ) {
    super(app);
  }

  override createIOServer(port: number, options?: ServerOptions): Server {
    const server = super.createIOServer(port, {
      ...options,
      cors: { origin: [...this.origins] },
      allowRequest: (request: IncomingMessage, answer: (error: string | null, isAllowed: boolean) => void) =>
        answer(null, this.ownOrigin.allows(request)),
    } as ServerOptions);
    server.engine.use((_request: IncomingMessage, response: ServerResponse, next: () => void) => {
      Object.entries(this.securityHeaders).forEach(([name, value]) => response.setHeader(name, value));
      next();
    });
    // Nobody is asked for a token in the main namespace, and a connection without a namespace is soon closed.
    server.use((_socket, next) => next(new Error('NOT_FOUND')));
    return server;
  }
}
