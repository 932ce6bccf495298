import { eventually } from './eventually.js';
import { startOwnRedis, type OwnRedis } from './own-redis.js';

/** A replica is served at once, and not in company. */
export const REPLICATED = ['--repl-diskless-sync-delay', '0'];
/** A node of a cluster that is in none yet. */
export const CLUSTER_NODE = ['--cluster-enabled', 'yes', ...REPLICATED];

/** How long nodes may take to find each other on a machine that is busy with other things, in milliseconds. */
const DEADLINE_MS = 75_000;

/**
 * Starts a cluster of three nodes with a third of the slots each.
 *
 * @param running - is given each node as it starts, to be stopped
 */
export async function startCluster(running: { stop(): Promise<void> }[]): Promise<readonly OwnRedis[]> {
  const nodes: OwnRedis[] = [];
  for (const [first, last] of [
    [0, 5_460],
    [5_461, 10_922],
    [10_923, 16_383],
  ] as const) {
    const node = await startOwnRedis(CLUSTER_NODE);
    running.push(node);
    await node.redis.call('CLUSTER', 'ADDSLOTSRANGE', String(first), String(last));
    await node.redis.call('CLUSTER', 'SET-CONFIG-EPOCH', String(nodes.length + 1));
    nodes.push(node);
  }
  await meet(nodes);
  return nodes;
}

/** Has the last of the nodes join the others, and waits until all know all. */
export async function meet(nodes: readonly OwnRedis[]): Promise<void> {
  for (const { port } of nodes.slice(0, -1)) {
    await nodes.at(-1)!.redis.call('CLUSTER', 'MEET', '127.0.0.1', String(port));
  }
  await eventually(async () => {
    const known = await Promise.all(nodes.map((node) => node.redis.call('CLUSTER', 'INFO')));
    return known
      .map(String)
      .every((info) => info.includes('cluster_state:ok') && info.includes(`known_nodes:${nodes.length}`));
  }, DEADLINE_MS);
}

/** The node of three that has the slot of a key. */
export async function holderOf(nodes: readonly OwnRedis[], key: string): Promise<OwnRedis> {
  const slot = Number(await nodes[0]!.redis.call('CLUSTER', 'KEYSLOT', key));
  return nodes[Math.floor((slot * 3) / 16_384)]!;
}
