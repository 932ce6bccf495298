import { request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** Hands what it is asked on to another server. */
export interface Passer {
  readonly request: (asked: IncomingMessage, answer: ServerResponse) => void;
  readonly upgrade: (asked: IncomingMessage, near: Duplex, head: Buffer) => void;
}

/** @param pathOf - where on the other server something is */
export function passer(port: number, pathOf: (path: string) => string): Passer {
  const passOn = ({ method, url = '/', headers }: IncomingMessage): ReturnType<typeof request> =>
    request({
      host: '127.0.0.1',
      port,
      method,
      path: pathOf(url),
      headers: { ...headers, 'x-forwarded-host': headers.host, 'x-forwarded-proto': 'http' },
    });
  return {
    request(asked, answer) {
      const passed = passOn(asked);
      passed.on('response', (response) => {
        answer.writeHead(response.statusCode!, response.headers); // a response has one
        response.pipe(answer);
      });
      passed.on('error', () => answer.destroy());
      answer.on('close', () => passed.destroy());
      asked.pipe(passed);
    },
    upgrade(asked, near, head) {
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
    },
  };
}
