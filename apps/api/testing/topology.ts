import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readCompose, type ComposeService } from './compose.js';
import { eventually } from './eventually.js';
import { freePort } from './own-redis.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** A machine that does all of it at once is slow, in milliseconds. */
const STARTS_WITHIN_MS = 60_000;

/** A service of `compose.yaml` as a process of this machine. */
export interface ServiceProcess {
  readonly url: string;
  readonly child: ChildProcess;
  /** @returns how long it took, in milliseconds */
  end(signal: NodeJS.Signals): Promise<number>;
}

/** The services of `compose.yaml`, by name. */
export interface Topology {
  readonly names: readonly string[];
  get(name: string): ServiceProcess;
  /** Starts a service, again after its end, and waits until it is healthy. */
  start(name: string): Promise<ServiceProcess>;
  stop(): Promise<void>;
}

/**
 * Makes processes of the services of `compose.yaml`: each with the environment and command that it says, on a port of its own
 * of the loopback address, which stands for the name that it has in the network of the containers.
 *
 * @param program - what the image runs
 * @param env - the variables that somebody who starts it sets
 * @param more - settings besides
 */
export async function layTopology(
  program: readonly [string, ...string[]],
  env: Readonly<Record<string, string>>,
  more: Readonly<Record<string, string>>,
): Promise<Topology> {
  const { services } = readCompose(env);
  const names = Object.keys(services).filter((name) => !services[name]!.profiles && name !== 'proxy');
  const dir = await mkdtemp(join(tmpdir(), 'task-queue-topology-'));
  const ports = new Map<string, number>();
  for (const name of names) {
    ports.set(name, await freePort());
  }
  const running = new Map<string, ServiceProcess>();

  /** Names of the network, as this machine has them. */
  const local = (text: string): string =>
    text.replace(/\bredis:6379\b/g, `127.0.0.1:${ports.get('redis')}`).replace(/\buniquelocal\b/g, 'loopback');

  function spawnService(name: string, { command, environment = {} }: ComposeService): ChildProcess {
    const port = String(ports.get(name));
    const given = Object.fromEntries(Object.entries(environment).map(([key, value]) => [key, local(value)]));
    const path = { PATH: process.env['PATH'] };
    if (command !== undefined) {
      const [shell = '', flag = '', script = ''] = command;
      const here = ['--port', port, '--bind', '127.0.0.1', '--dir', dir, '--logfile', '/dev/null'].join(' ');
      return spawn(shell, [flag, `${script.trim()} ${here}`], { env: { ...path, ...given }, stdio: 'ignore' });
    }
    const [node, ...args] = program;
    const image = { NODE_ENV: 'production', HOST: '127.0.0.1', PORT: port, DATA_DIR: join(dir, 'data') };
    const stdio = ['ignore', 'ignore', 'inherit'] as const;
    return spawn(node, args, { cwd: ROOT, env: { ...path, ...image, ...given, ...more }, stdio: [...stdio] });
  }

  async function start(name: string): Promise<ServiceProcess> {
    const child = spawnService(name, services[name]!);
    const service: ServiceProcess = {
      url: `http://127.0.0.1:${ports.get(name)}`,
      child,
      async end(signal) {
        const askedMs = performance.now();
        if (child.exitCode === null && child.signalCode === null) {
          child.kill(signal);
          await once(child, 'exit');
        }
        return performance.now() - askedMs;
      },
    };
    running.set(name, service);
    if (services[name]!.build !== undefined) {
      await eventually(async () => {
        if (child.exitCode !== null) {
          throw new Error(`${name} ended with ${child.exitCode}`);
        }
        return (await fetch(`${service.url}/health/live`).catch(() => null))?.ok === true;
      }, STARTS_WITHIN_MS);
    }
    return service;
  }

  return {
    names,
    get: (name) => running.get(name)!,
    start,
    async stop() {
      await Promise.all([...running.values()].map((service) => service.end('SIGKILL')));
      await rm(dir, { recursive: true, force: true });
    },
  };
}
