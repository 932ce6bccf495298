import { createServer, type IncomingMessage } from 'node:http';
import { passer } from './passer.ts';
import { asProxy, BASE_PATH, type Place, type Proxy } from './proxy.ts';

/** What nginx does at one place, where this machine has no nginx. */
export async function startPlainProxy(port: number, place: Place): Promise<Proxy> {
  const pass = passer(port, (path) => (place === 'taken off' ? path.slice(BASE_PATH.length) : path));
  const isOurs = ({ url = '/' }: IncomingMessage): boolean => place === 'root' || url.startsWith(`${BASE_PATH}/`);
  const server = createServer((asked, answer) => {
    if (isOurs(asked)) {
      pass.request(asked, answer);
    } else {
      answer.writeHead(asked.url === BASE_PATH ? 301 : 404, { location: `${BASE_PATH}/` }).end();
    }
  });
  server.on('upgrade', pass.upgrade);
  return asProxy(server);
}
