import { createConnection } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { AbstractConnector, Redis, type RedisOptions } from 'ioredis';
import { parseCredentials, parseNodes, type RedisCredentials, type RedisNode } from './redis-nodes.js';

/** How long one node is asked where a slot is, in milliseconds. */
const ASK_TIMEOUT_MS = 2_000;

const CLUSTER_URL = /^redis(s?)\+cluster:\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^@/]+)\/?$/;

/** https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#moved-redirection */
const MOVED = /^MOVED \d+ (.*):(\d+)$/;

/** What every node of a cluster is told. */
type Access = RedisCredentials & Pick<RedisOptions, 'tls'>;

/**
 * `redis+cluster://[user:password@]host:port,host:port`, or `rediss+cluster://` for TLS, as ioredis takes it; `null` for
 * any other URL. All keys of a deployment begin with its prefix, whose braces put them in one slot: so one plain
 * connection to the node that holds the slot does, and follows it where it moves.
 *
 * @throws Error where it begins like one and is none
 */
export function clusterOptions(url: string, prefix: string): RedisOptions | null {
  const cluster = parseCluster(url);
  if (cluster === null) {
    return null;
  }
  const { nodes, access } = cluster;
  return {
    ...access,
    Connector: class extends SlotConnector {
      constructor() {
        super(nodes, prefix, access);
      }
    },
    // Nothing was done where we are told that it is to be done elsewhere: 2 connects anew and sends it again.
    reconnectOnError: ({ message }) => (MOVED.test(message) ? 2 : false),
  };
}

/** What a Cluster URL says; `null` for any other URL. @throws Error where it begins like one and is none */
export function parseCluster(url: string): { readonly nodes: readonly RedisNode[]; readonly access: Access } | null {
  if (!/^rediss?\+cluster:/.test(url)) {
    return null;
  }
  const [, secure, user, password, hosts] = CLUSTER_URL.exec(url) ?? [];
  if (hosts === undefined) {
    throw new Error('A Cluster URL is redis+cluster://[user:password@]host:port,…');
  }
  return {
    nodes: parseNodes(hosts, 6_379),
    access: { ...parseCredentials(user, password), ...(secure ? { tls: {} } : {}) },
  };
}

/** Connects to the node of a cluster that holds the slot of a key. */
class SlotConnector extends AbstractConnector {
  constructor(
    private readonly nodes: readonly RedisNode[],
    private readonly key: string,
    private readonly access: Access,
  ) {
    super(ASK_TIMEOUT_MS);
  }

  override async connect(): ReturnType<AbstractConnector['connect']> {
    this.connecting = true;
    const node = await this.#findNode();
    if (!this.connecting) {
      throw new Error('Connection is closed.');
    }
    const { tls } = this.access;
    this.stream = tls ? connectTls({ ...tls, ...node }) : createConnection(node);
    this.stream.once('error', (error: Error) => (this.firstError = error));
    return this.stream;
  }

  /** Any node that answers knows. Where none does it is the first: its refusal, unlike ours, is tried again. */
  async #findNode(): Promise<RedisNode> {
    for (const node of this.nodes) {
      const redis = new Redis({
        ...node,
        ...this.access,
        lazyConnect: true,
        connectTimeout: ASK_TIMEOUT_MS,
        commandTimeout: ASK_TIMEOUT_MS,
        enableReadyCheck: false,
        maxRetriesPerRequest: 0,
        retryStrategy: null,
      });
      redis.on('error', () => undefined); // shown where a command fails
      try {
        await redis.connect();
        await redis.exists(this.key);
        return node;
      } catch (error) {
        const [, host, port] = MOVED.exec(error instanceof Error ? error.message : '') ?? [];
        if (port !== undefined) {
          return { host: host || node.host, port: Number(port) };
        }
      } finally {
        redis.disconnect();
      }
    }
    return this.nodes[0]!; // there is one in every URL
  }
}
