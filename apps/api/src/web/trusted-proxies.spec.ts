import type { IncomingMessage } from 'node:http';
import { expect, test } from '@jest/globals';
import { TrustedProxies } from './trusted-proxies.js';

const proxies = new TrustedProxies(['loopback', '10.0.0.0/8']);
const from = (remoteAddress: string, forwarded?: string | string[]): IncomingMessage =>
  ({ socket: { remoteAddress }, headers: { 'x-forwarded-for': forwarded } }) as unknown as IncomingMessage; // what is read

test.each<[string, string, string | string[] | undefined, string]>([
  ['nobody names another', '192.0.2.1', undefined, '192.0.2.1'],
  ['who is no proxy names another', '192.0.2.1', '192.0.2.9', '192.0.2.1'],
  ['a proxy names who asked it', '127.0.0.1', '192.0.2.9', '192.0.2.9'],
  ['a proxy is written as IPv6', '::ffff:10.0.0.1', '192.0.2.9', '192.0.2.9'],
  ['two proxies name each other', '127.0.0.1', '192.0.2.9, 10.0.0.2', '192.0.2.9'],
  ['somebody made up one before', '127.0.0.1', '198.51.100.1, 192.0.2.9, 10.0.0.2', '192.0.2.9'],
  ['each proxy has a header of its own', '127.0.0.1', ['192.0.2.9', '10.0.0.2'], '192.0.2.9'],
  ['all of them are proxies', '127.0.0.1', '10.0.0.3', '10.0.0.3'],
  ['what is named is none', '127.0.0.1', 'unknown', 'unknown'],
  ['nothing is named', '127.0.0.1', ', ', '127.0.0.1'],
])('where %s, that is where a request comes from', (_what, remote, forwarded, expected) => {
  expect(proxies.addressOf(from(remote, forwarded))).toBe(expected);
});
