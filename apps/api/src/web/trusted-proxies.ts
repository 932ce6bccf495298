import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, isIPv6 } from 'node:net';

/** What the words of `TRUST_PROXY` stand for. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};

/** The words that `TRUST_PROXY` knows. */
export const PROXY_WORDS: readonly string[] = Object.keys(WORDS);

/** Whose `X-Forwarded-*` is believed: the proxies of `TRUST_PROXY`. */
export class TrustedProxies {
  readonly #list = new BlockList();

  /** @param proxies - addresses, networks such as 10.0.0.0/8, or loopback, linklocal, uniquelocal */
  constructor(proxies: readonly string[]) {
    for (const network of proxies.flatMap((proxy) => WORDS[proxy] ?? [proxy])) {
      const [address, bits] = network.split('/') as [string, string?];
      const family = isIPv6(address) ? 'ipv6' : 'ipv4';
      this.#list.addSubnet(address, bits === undefined ? (family === 'ipv6' ? 128 : 32) : Number(bits), family);
    }
  }

  /** Whether the other end of a connection is one of them. */
  has(address: string | undefined): boolean {
    if (address === undefined) {
      return false;
    }
    const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').split('%')[0]!;
    return isIP(plain) !== 0 && this.#list.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4');
  }

  /** Where a request comes from: the last address on its way that is none of them. Fastify finds the same by itself. */
  addressOf({ socket, headers }: IncomingMessage): string | undefined {
    const told = [headers['x-forwarded-for'] ?? []].flat().join().split(',');
    const way = [socket.remoteAddress, ...told.map((hop) => hop.trim()).reverse()].filter(Boolean);
    return way.find((hop) => !this.has(hop)) ?? way.at(-1);
  }
}
