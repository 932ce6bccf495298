import { EventEmitter, once } from 'node:events';
import { dropConnection, type Connection } from './tasks-socket.js';

/**
 * What waits to be sent to one client. Socket.IO keeps it for as long as it takes; here a client that does not read is
 * dropped. It loses nothing: it comes back with its cursor.
 */
export class OutgoingBuffer {
  readonly #sent = new EventEmitter();
  #queued = 0;
  #handedOver = 0;

  /** @param maxLength - more than this, and the client is dropped; in characters of the encoded packets */
  constructor(
    private readonly connection: Connection,
    private readonly maxLength: number,
  ) {
    connection.on('packetCreate', ({ data }: { readonly data?: string | Buffer }) => {
      this.#queued += data?.length ?? 0;
      if (this.length > maxLength) {
        dropConnection(connection);
      }
    });
    connection.on('flush', () => {
      this.#handedOver = this.#queued;
      this.#queued = 0;
      this.#sent.emit('sent');
    });
    this.#watch(connection.transport);
    connection.on('upgrade', (transport: Connection['transport']) => this.#watch(transport));
  }

  /** What waits here and in the transport, which is given more only when it has sent the last. */
  get length(): number {
    return this.#queued + (this.connection.transport.writable ? 0 : this.#handedOver);
  }

  /** Whether a sender that can wait should. */
  get isFull(): boolean {
    return this.length > this.maxLength / 4;
  }

  /** Resolves when there is room again. @throws AbortError */
  async drained(signal: AbortSignal): Promise<void> {
    while (this.isFull) {
      await once(this.#sent, 'sent', { signal });
    }
  }

  #watch(transport: Connection['transport']): void {
    transport.on('ready', () => this.#sent.emit('sent'));
  }
}
