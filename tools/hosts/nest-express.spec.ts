import { describe, expect, test } from '@jest/globals';
import { bothHosts, testOwnRoutes } from './both-hosts.ts';
import { greet, type Call } from './calls.ts';

const JSON_BODY = { 'content-type': 'application/json' };

/** What an application that is new answers. */
const CALLS: readonly Call[] = [
  { path: '/', status: 200 },
  { method: 'HEAD', path: '/', status: 200 },
  { method: 'OPTIONS', path: '/', status: 404 },
  { path: '/', headers: { 'if-none-match': 'W/"c-Lve95gjOVATpfV8EL5X4nxwjKHE"' }, status: 304 },
  { path: '/nowhere', status: 404 },
  { path: '/%E0', status: 404 },
  { method: 'POST', path: '/', headers: JSON_BODY, body: '{"a":1}', status: 404 },
  { method: 'POST', path: '/', headers: JSON_BODY, body: '{', status: 400 },
  { method: 'POST', path: '/', headers: JSON_BODY, body: JSON.stringify('x'.repeat(200_000)), status: 413 },
  { method: 'POST', path: '/', headers: { 'content-type': 'text/csv' }, body: 'a,b', status: 404 },
];

describe.each([
  ['ES modules', 'module'],
  ['CommonJS', 'commonjs'],
] as const)('an application of nest new on Express, in %s', (_name, type) => {
  const hosts = bothHosts(['nest-new'], type);

  test('runs the task that init has added: created by REST, heard of at a socket, completed', async () => {
    const { result, heard } = await greet(hosts().withTasks.url, '/tasks');
    expect(result).toBe('Hello Ada');
    expect(heard[0]).toBe('task:created');
    expect(heard.filter((name) => name === 'task:completed')).toHaveLength(1);
  }, 60_000);

  testOwnRoutes(hosts, CALLS);
});
