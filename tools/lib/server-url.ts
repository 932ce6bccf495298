import { isIPv6 } from 'node:net';

/** Where people on this machine reach the server. */
export function serverUrl({ HOST = '', PORT }: NodeJS.ProcessEnv): string {
  const host = { '': '127.0.0.1', '0.0.0.0': '127.0.0.1', '::': '::1' }[HOST] ?? HOST;
  return `http://${isIPv6(host) ? `[${host}]` : host}:${PORT || '3000'}`;
}
