import { once } from 'node:events';
import { createServer, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BASE_PATH, type Place, type Proxy } from './proxy.ts';

/** What nginx does at one place, where this machine has no nginx. */
export async function startPlainProxy(port: number, place: Place): Promise<Proxy> {
  const passOn = ({ method, url = '/', headers }: IncomingMessage): ReturnType<typeof request> =>
    request({
      host: '127.0.0.1',
      port,
      method,
      path: place === 'taken off' ? url.slice(BASE_PATH.length) : url,
      headers: { ...headers, 'x-forwarded-host': headers.host, 'x-forwarded-proto': 'http' },
    });
  const isOurs = ({ url = '/' }: IncomingMessage): boolean => place === 'root' || url.startsWith(`${BASE_PATH}/`);
  const server = createServer((asked, answer) => {
    if (!isOurs(asked)) {
      answer.writeHead(asked.url === BASE_PATH ? 301 : 404, { location: `${BASE_PATH}/` }).end();
      return;
    }
    const passed = passOn(asked);
    passed.on('response', (response) => {
      answer.writeHead(response.statusCode!, response.headers); // a response has one
      response.pipe(answer);
    });
    passed.on('error', () => answer.destroy());
    answer.on('close', () => passed.destroy());
    asked.pipe(passed);
  });
  server.on('upgrade', (asked, near, head) => {
    const passed = passOn(asked);
    passed.on('upgrade', ({ headers }, far, first) => {
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}\r\n`);
      near.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('')}\r\n`);
      near.write(first);
      far.write(head);
      far.pipe(near).pipe(far);
      far.on('error', () => near.destroy()).on('close', () => near.destroy());
      near.on('error', () => far.destroy()).on('close', () => far.destroy());
    });
    passed.on('response', () => near.destroy()).on('error', () => near.destroy());
    passed.end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // it listens on a port
    async stop() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
