import { EventEmitter, once } from 'node:events';
import { PacketsOf, type EnginePacket } from './packets-of.js';
import type { Connection } from './tasks-socket.js';

/** What of ours waits to be sent to one client. Socket.IO itself keeps it for as long as it takes, however much it is. */
export class OutgoingBuffer {
  readonly #sent = new EventEmitter();
  #queued = 0;
  #handedOver = 0;

  /** @param onOverflow - more waits than `maxLength`, in characters of the encoded packets */
  constructor(
    private readonly connection: Connection,
    namespace: string,
    private readonly maxLength: number,
    onOverflow: () => void,
  ) {
    const ours = new PacketsOf(namespace);
    connection.on('packetCreate', (packet: EnginePacket) => {
      if (ours.has(packet)) {
        this.#queued += packet.data?.length ?? 0;
        if (this.length > maxLength) {
          onOverflow();
        }
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
