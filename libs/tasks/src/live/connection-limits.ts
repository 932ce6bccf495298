import type { SocketOptions } from '../tasks-options.js';
import { MessageBudget } from './message-budget.js';
import { OutgoingBuffer } from './outgoing-buffer.js';
import { PacketsOf, type EnginePacket } from './packets-of.js';
import { dropConnection, type Connection } from './tasks-socket.js';

const DEFAULT_MAX_MESSAGES_PER_SECOND = 20;
const DEFAULT_MAX_BUFFERED_LENGTH = 1024 * 1024;

/**
 * What one client may say, and what may wait for it. Every message counts from the first on, but only a connection
 * that wants something of us is held to it, and what it says to a host's other namespaces does not count: those have
 * habits of their own.
 */
export class ConnectionLimits {
  /** What waits for the client. */
  readonly outgoing: OutgoingBuffer;
  readonly #budget: MessageBudget;
  #isEnforced = false;

  /** @param onTooMany - the client has said more than it may */
  constructor(
    connection: Connection,
    namespace: string,
    options: SocketOptions,
    private readonly onTooMany: () => void,
  ) {
    const perSecond = options.maxMessagesPerSecond ?? DEFAULT_MAX_MESSAGES_PER_SECOND;
    this.outgoing = new OutgoingBuffer(
      connection,
      namespace,
      options.maxBufferedLength ?? DEFAULT_MAX_BUFFERED_LENGTH,
      () => {
        if (this.#isEnforced) {
          dropConnection(connection);
        }
      },
    );
    this.#budget = new MessageBudget(perSecond, performance.now());
    const ours = new PacketsOf(namespace);
    connection.on('packet', (packet: EnginePacket) => {
      if (ours.has(packet)) {
        this.#budget.spend(performance.now());
        this.#look();
      }
    });
  }

  /** Holds the client to its limits from now on, and to what it has said so far. */
  enforce(): void {
    this.#isEnforced = true;
    this.#look();
  }

  #look(): void {
    if (this.#isEnforced && this.#budget.isOverdrawn) {
      this.onTooMany();
    }
  }
}
