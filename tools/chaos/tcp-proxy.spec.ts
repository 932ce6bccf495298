import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { TcpProxy } from './tcp-proxy.ts';

let server: Server;
let proxy: TcpProxy;
let arrived: Socket[];

beforeEach(async () => {
  arrived = [];
  server = createServer((socket) => arrived.push(socket.on('error', () => undefined))).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number }; // a TCP server's address is never a path
  proxy = await TcpProxy.listen(port);
});
afterEach(() => {
  proxy.close();
  arrived.forEach((socket) => socket.destroy());
  server.close();
});

async function connected(): Promise<{ readonly client: Socket; readonly peer: Socket }> {
  const client = connect(proxy.port, '127.0.0.1').on('error', () => undefined);
  await once(server, 'connection');
  return { client, peer: arrived.at(-1)! };
}

/** `once` would reject on the reset's error, which is what comes first. */
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()));
}

describe('a line through the proxy', () => {
  test('carries what is said both ways', async () => {
    const { client, peer } = await connected();
    proxy.open(); // it is
    client.write('ask');
    expect(String(await once(peer, 'data'))).toBe('ask');
    peer.write('answer');
    expect(String(await once(client, 'data'))).toBe('answer');
    client.destroy();
  });

  test('that fell silent holds the words back, even of one who hung up, and delivers them late', async () => {
    const { client, peer } = await connected();
    proxy.fallSilent();
    let heard = '';
    peer.on('data', (chunk) => (heard += String(chunk)));
    client.end('late word');
    await once(client, 'finish');
    const other = connect(proxy.port, '127.0.0.1'); // a line that is still accepted, and as silent
    await once(other, 'connect');
    expect(heard).toBe('');
    const ended = once(peer, 'end');
    proxy.open();
    await ended;
    expect(heard).toBe('late word');
    other.destroy();
  });

  test('that refuses resets who was there and who comes', async () => {
    const { client } = await connected();
    const reset = closed(client);
    proxy.refuse();
    await reset;
    const late = connect(proxy.port, '127.0.0.1').on('error', () => undefined);
    await closed(late);
    expect(arrived).toHaveLength(1);
    proxy.open();
    (await connected()).client.destroy();
    expect(arrived).toHaveLength(2);
  });
});
