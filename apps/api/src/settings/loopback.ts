import { isIP } from 'node:net';
import { TrustedProxies } from '../web/trusted-proxies.js';

const LOOPBACK = new TrustedProxies(['loopback']);

/** Whether nobody but this machine is reached by a host: an address, in brackets or not, or a name. */
export function isLoopback(host: string): boolean {
  const address = host.replace(/^\[(.*)\]$/, '$1');
  return isIP(address) > 0 ? LOOPBACK.has(address) : address.toLowerCase() === 'localhost';
}
