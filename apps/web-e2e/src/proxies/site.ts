import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { passer } from './passer.ts';
import { asProxy, type Proxy } from './proxy.ts';

const TYPES: Readonly<Record<string, string>> = { '.css': 'text/css', '.html': 'text/html', '.js': 'text/javascript' };

/** A site of somebody else's: the files of a page that has its own routes, and the API behind `/api` and `/socket.io`. */
export async function startSite(files: string, apiPort: number): Promise<Proxy> {
  const pass = passer(apiPort, (path) => path);
  const server = createServer((asked, answer) => {
    const { pathname } = new URL(asked.url!, 'http://site'); // a request has one
    if (/^\/(api|socket\.io)\//.test(pathname)) {
      pass.request(asked, answer);
      return;
    }
    const named = join(files, normalize(pathname));
    const file = existsSync(named) && statSync(named).isFile() ? named : join(files, 'index.html');
    answer.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream');
    createReadStream(file).pipe(answer);
  });
  server.on('upgrade', pass.upgrade);
  return asProxy(server);
}
