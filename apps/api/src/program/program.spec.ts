import { existsSync } from 'node:fs';
import { get } from 'node:http';
import type { Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Task } from '@task-queue/contracts';
import { eventually } from '../../testing/eventually.js';
import { createTask, signIn } from '../../testing/program-client.js';
import { buildProgram, startProgram, type Program } from '../../testing/program.js';
import { ended, open } from '../../testing/talk.js';

const SCRIPT = '/usr/bin/script';
const GRACE_MS = 1_500;
/** What a process that is asked to end may take beyond its grace, and what a busy machine may. */
const END_MS = 2_000;
const BUSY_MS = 3_000;

const programs: Program[] = [];
beforeAll(buildProgram, 60_000);
afterEach(async () => {
  await Promise.all(programs.splice(0).map((program) => program.remove()));
}, 60_000);

async function start(...args: Parameters<typeof startProgram>): Promise<Program> {
  const program = await startProgram(...args);
  programs.push(program);
  return program;
}

/** Signs in and starts a task; resolves when it runs. */
async function runTask(
  { url, fixture }: Program,
  type: string,
  params: Record<string, unknown>,
  state = 'running',
): Promise<string> {
  const { id } = await createTask(url, { type, params, timeoutMs: 600_000 });
  await eventually(async () => (await stateOf({ fixture }, id)) === state);
  return id;
}

async function stateOf({ fixture: { redis, prefix } }: Pick<Program, 'fixture'>, id: string): Promise<string> {
  const state = JSON.parse((await redis.hget(`${prefix}:t:${id}`, 's')) ?? '{}') as Partial<Task>;
  return state.status ?? '';
}

describe('SIGTERM ends the program within its grace and two seconds', () => {
  const HOST = 'host: a.example';
  const POST = `POST /api/auth/login HTTP/1.1\r\n${HOST}\r\ncontent-type: application/json\r\n`;
  const SOCKET = `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n${HOST}\r\nconnection: upgrade\r\n`;
  const states: Readonly<Record<string, string>> = {
    silent: '',
    'half a head': `POST /api/auth/login HTTP/1.1\r\n${HOST}\r\n`,
    'half a body': `${POST}content-length: 99\r\n\r\n{"user`,
    'half a chunk': `${POST}transfer-encoding: chunked\r\n\r\n6\r\n{"u`,
    'between two calls': `GET /health/live HTTP/1.1\r\n${HOST}\r\n\r\n`,
    'long polling': `GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\n${HOST}\r\n\r\n`,
    WebSocket: `${SOCKET}upgrade: websocket\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 13\r\n\r\n`,
    'a download that is not read': `GET /api/docs-json HTTP/1.1\r\n${HOST}\r\n\r\n`.repeat(60),
  };

  test('whatever its connections and its tasks do: who sent half a request is told, a task is given back', async () => {
    const program = await start({ SHUTDOWN_GRACE_MS: String(GRACE_MS) });
    const id = await runTask(program, 'demo.hang', { ignoreSignal: true });
    const sockets = new Map<string, Socket>();
    for (const [name, said] of Object.entries(states)) {
      const socket = await open(program.url);
      sockets.set(name, socket);
      socket.write(said);
    }
    const polling = sockets.get('long polling')!;
    const [opening] = await Promise.all([firstOf(polling), firstOf(sockets.get('WebSocket')!)]);
    await firstOf(sockets.get('between two calls')!);
    const sid = /"sid":"([^"]+)"/.exec(opening)![1]!;
    polling.write(`GET /socket.io/?EIO=4&transport=polling&sid=${sid} HTTP/1.1\r\n${HOST}\r\n\r\n`);

    const startedMs = performance.now();
    program.child.kill('SIGTERM');
    const unread = 'a download that is not read';
    const answers = Promise.all(
      [...sockets]
        .filter(([name]) => name !== unread)
        .map(async ([name, socket]) => [name, (await ended(socket)).text]),
    ).then((entries) => Object.fromEntries(entries) as Record<string, string>);
    await program.ended;
    expect(performance.now() - startedMs).toBeLessThan(GRACE_MS + END_MS + BUSY_MS);
    expect(await stateOf(program, id)).toBe('pending');
    const told = await answers;
    for (const name of ['half a head', 'half a body', 'half a chunk']) {
      expect([name, told[name]]).toEqual([name, expect.stringMatching(/^HTTP\/1\.1 503 [^]*"code":"UNAVAILABLE"/)]);
    }
    sockets.get(unread)!.destroy();
  });
});

/** The first words that come. */
function firstOf(socket: Socket): Promise<string> {
  return new Promise((resolve) => socket.once('data', (data) => resolve(data.toString())));
}

describe('where the program listens', () => {
  const all = Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses.map(({ address, internal }) => ({ name, address, internal })),
  );
  const linkLocal = all.find(({ address }) => address.startsWith('fe80:'));
  // As this machine has them.
  const hosts: [HOST: string, to: string, shown: string][] = [];
  if (all.some(({ address }) => address === '::1')) {
    hosts.push(['::1', '::1', '[::1]'], ['::', '::1', '[::1]']);
  }
  if (hosts.length === 0) {
    hosts.push(['0.0.0.0', '127.0.0.1', '127.0.0.1']);
  }
  if (linkLocal !== undefined) {
    const zoned = `${linkLocal.address}%${linkLocal.name}`;
    hosts.push([zoned, zoned, `[${zoned.replace('%', '%25')}]`]);
  }

  test('is told as it is, and it answers there', async () => {
    await Promise.all(
      hosts.map(async ([HOST, host, shown]) => {
        const { url } = await start({ HOST });
        const [, printed, port] = /^http:\/\/(.+):(\d+)$/.exec(url)!;
        const status = await new Promise((resolve, reject) => {
          get({ host, port, path: '/health/live' }, (answer) => resolve(answer.resume().statusCode)).on(
            'error',
            reject,
          );
        });
        expect([HOST, printed, status]).toEqual([HOST, shown, 200]);
      }),
    );
  });

  test('is refused with the setting that helps where it cannot be', async () => {
    const told = ['203.0.113.7', 'nowhere.invalid', 'fe80::1'].map((HOST) =>
      start({ HOST }).then(
        () => '',
        (error: Error) => /^Setting .*$/m.exec(error.message)?.[0],
      ),
    );
    expect(await Promise.all(told)).toEqual([
      expect.stringMatching(/^Setting HOST: is no address of this machine/),
      expect.stringMatching(/^Setting HOST: is no address and no known name/),
      expect.stringMatching(/^Setting HOST: the address needs its interface/),
    ]);
  });
});

describe('a Redis that is not there', () => {
  test.each([
    ['nobody', 'redis://127.0.0.1:1', /^Setting REDIS_URL: Redis does not answer at .*ECONNREFUSED/],
    ['no such database', '/4242', /^Setting REDIS_URL: Redis does not answer at .*DB index is out of range/],
    ['no such user', '@', /^Setting REDIS_URL: Redis does not answer at .*WRONGPASS/],
  ])('(%s) is all that the program says, in one line', async (_what, url, line) => {
    const shared = process.env['TEST_REDIS_URL']!;
    const REDIS_URL = url === '@' ? shared.replace('//', '//ghost:x@') : url.startsWith('/') ? shared + url : url;
    const said = await start({ REDIS_URL }).then(
      () => 'it runs',
      (error: Error) => error.message,
    );
    expect(said.split('\n')).toEqual([expect.stringMatching(line)]);
  });
});

describe('the log', () => {
  test('is JSON, and says nothing of single tasks; and the program ends at once where nobody waits', async () => {
    const program = await start({ SHUTDOWN_GRACE_MS: '600000' });
    const id = await runTask(program, 'demo.steps', { steps: 1, stepMs: 1 }, 'completed');
    await Promise.all(
      ['', 'POST / HTTP/1.1\r\n'].map((said) => open(program.url).then((socket) => socket.write(said))),
    );
    program.child.kill('SIGTERM');
    expect(await program.ended).toBe('SIGTERM');
    const logged = program.lines.filter((line) => !line.startsWith('Listening'));
    expect(logged.map((line) => (JSON.parse(line) as Record<string, string>)['event'])).toContain('login');
    expect(logged.filter((line) => line.includes(id))).toEqual([]);
  });

  // What makes a terminal of a pipe, as Linux has it.
  if (existsSync(SCRIPT) && process.platform === 'linux') {
    test('is lines to read at a terminal', async () => {
      const through = (command: string) => [SCRIPT, '-qefc', `exec ${command}`, '/dev/null'] as const;
      const program = await start({}, through);
      await signIn(program.url);
      await eventually(() => program.lines.some((line) => line.includes('login')));
      const lines = program.lines.map((line) => stripVTControlCharacters(line).trim());
      expect(lines.find((line) => line.includes('login'))).toMatch(/^\[\d\d:\d\d:\d\d\] INFO: Audit.*"event":"login"/);
      expect(lines.filter((line) => line.startsWith('{'))).toEqual([]);
    });
  }
});
