/** What a connection carries: one of Engine.IO's packets, which may hold one of Socket.IO's. */
export interface EnginePacket {
  readonly type?: string;
  readonly data?: string | Buffer;
}

/** A packet of Socket.IO's with a namespace: its kind, how many attachments follow it, and which namespace it is for. */
const PACKET = /^(\d)(?:\d+-)?(\/[^,]*)?/;

/** Asks to be let into a namespace. */
const CONNECT = '0';

/**
 * Tells what is ours on a connection that a host's namespaces share: all but messages in another namespace, with the attachments
 * that follow them.
 */
export class PacketsOf {
  #wasOurs = true;

  constructor(private readonly namespace: string) {}

  /** To be asked of every packet, in order. */
  has({ type, data }: EnginePacket): boolean {
    if (type !== 'message') {
      return true;
    }
    if (typeof data === 'string') {
      const [, kind, namespace = '/'] = PACKET.exec(data) ?? [];
      this.#wasOurs = kind === undefined || kind === CONNECT || namespace.split('?')[0] === this.namespace;
    }
    return this.#wasOurs;
  }
}
