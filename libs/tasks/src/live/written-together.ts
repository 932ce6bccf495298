import type { Socket as TcpSocket } from 'node:net';
import type { Connection } from './tasks-socket.js';

/**
 * Lets what goes to a client at once go in one write: Engine.IO gives the WebSocket packet after packet, each a call of the
 * system, and a busy client has many of them when it has taken the last.
 */
export function writeTogether(connection: Connection): void {
  connection.on('flush', () => {
    // Neither Engine.IO's types nor those of ws tell of what is below; long polling has nothing there.
    const { socket } = connection.transport as { readonly socket?: { readonly _socket?: TcpSocket | null } };
    const tcp = socket?._socket;
    if (tcp) {
      tcp.cork();
      process.nextTick(() => tcp.uncork());
    }
  });
}
