import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from '@playwright/test';
import { freePort } from './free-port.ts';
import { PLACES, type Place, type Proxy } from './proxy.ts';

const CONF = fileURLToPath(new URL('../../../../deploy/nginx/task-queue.conf', import.meta.url));

/** The program; `null` where this machine has none. Debian has it where only root's PATH leads. */
export const NGINX =
  [process.env['NGINX_PATH'], ...(process.env['PATH'] ?? '').split(delimiter).map((dir) => join(dir, 'nginx'))]
    .concat('/usr/sbin/nginx')
    .find((path) => path !== undefined && path !== '' && existsSync(path)) ?? null;

/** An nginx, and which server it sent what to. */
export interface Nginx extends Proxy {
  served(): Promise<readonly Served[]>;
}

/** A call that it passed on. */
export interface Served {
  /** `host:port`; several with commas between, where the first did not answer. */
  readonly server: string;
  readonly status: number;
  readonly url: string;
}

/** What is other than in the file that is shipped, for what nginx is to be tried with. */
export type Change = (conf: string) => string;

/** Runs nginx with `deploy/nginx/task-queue.conf`, before two servers on ports of this machine. */
export async function startNginx(
  ports: readonly [number, number],
  place: Place,
  change: Change = (conf) => conf,
): Promise<Nginx> {
  const dir = await mkdtemp(join(tmpdir(), 'task-queue-nginx-'));
  const port = await freePort();
  const conf = at(place, await readFile(CONF, 'utf8'))
    .replace('listen 8080;', `listen 127.0.0.1:${port};`)
    .replaceAll('api-1:3000', `127.0.0.1:${ports[0]}`)
    .replaceAll('api-2:3000', `127.0.0.1:${ports[1]}`);
  await writeFile(join(dir, 'task-queue.conf'), change(conf));
  await writeFile(join(dir, 'nginx.conf'), mainConf(dir));
  const program = spawn(NGINX!, ['-p', dir, '-c', join(dir, 'nginx.conf'), '-e', join(dir, 'error.log')], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const exited = once(program, 'exit');
  const origin = `http://127.0.0.1:${port}`;
  const answers = async (): Promise<number | null> => (await fetch(origin).catch(() => null))?.status ?? null;
  await Promise.race([
    expect.poll(answers).not.toBeNull(),
    exited.then(async () => {
      throw new Error(`nginx ended: ${await readFile(join(dir, 'error.log'), 'utf8')}`);
    }),
  ]);
  return {
    origin,
    async served() {
      const lines = (await readFile(join(dir, 'access.log'), 'utf8')).split('\n').filter(Boolean);
      return lines.map((line) => {
        const [, server, status, url] = /^\[(.*)] (\d+) (\S+)$/.exec(line)!; // as the log's format says
        return { server: server!, status: Number(status), url: url! };
      });
    },
    async stop() {
      program.kill('SIGTERM');
      await exited;
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** The file with the locations of one place: those of the root stand in it, the others are commented out. */
function at(place: Place, conf: string): string {
  const places = PLACES.values();
  return conf.replace(/(^ {2}#?location .*\n)+/gm, (locations) =>
    places.next().value === place ? locations.replaceAll('#location', 'location') : '',
  );
}

/** What is around a configuration file in a Debian: one process, which needs no rights and leaves nothing behind. */
function mainConf(dir: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `
daemon off;
master_process off;
pid ${dir}/pid;
events {}
http {
  log_format served '[$upstream_addr] $status $request_uri';
  access_log ${dir}/access.log served;
  ${temporary.map((name) => `${name}_temp_path ${dir}/${name};`).join('\n  ')}
  include ${dir}/task-queue.conf;
}
`;
}
