import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { answerCheck } from '../../testing/answer-check.js';
import { expectKept } from '../../testing/kept-document.js';
import { operationsOf, type OpenApi, type Operation } from '../../testing/openapi.js';
import { startApi, type RunningApi } from '../../testing/start-api.js';

const FILE = fileURLToPath(new URL('../../../../docs/openapi.json', import.meta.url));

const PACKAGE = fileURLToPath(new URL('../../../../package.json', import.meta.url));

let api: RunningApi;
let document: OpenApi;
beforeAll(async () => {
  api = await startApi();
  document = (await api.request<OpenApi>('GET', '/api/docs-json')).body;
});
afterAll(() => api.stop());

/** Signing out is done for whoever asks. */
const NEVER_REFUSED = /nobody was signed in/;

describe('the OpenAPI document', () => {
  test('is of the version that package.json says', async () => {
    const { version } = JSON.parse(await readFile(PACKAGE, 'utf8')) as { version: string };
    expect(document.info.version).toBe(version);
  });

  test('lints clean by the recommended rules', async () => {
    const config = await createConfig({ extends: ['recommended'] });
    const problems = await lintFromString({ source: JSON.stringify(document), absoluteRef: FILE, config });
    expect(
      problems.map(({ ruleId, severity, message, location }) => ({
        rule: `${severity} ${ruleId}`,
        message,
        at: location[0]?.pointer,
      })),
    ).toEqual([]);
  });

  test('is the one in docs/openapi.json; UPDATE_OPENAPI=1 writes it', async () => {
    await expectKept(document, FILE);
  });

  test.each([
    ['a summary', ({ summary }: Operation) => Boolean(summary)],
    ['a tag that is described', ({ tags }: Operation) => document.tags.some(({ name }) => name === tags?.[0])],
    ['a word on who may call', ({ security }: Operation) => security !== undefined],
    ['a way to succeed', ({ responses }: Operation) => Object.keys(responses).some((status) => status.startsWith('2'))],
    ['a way to fail', ({ responses }: Operation) => '503' in responses || '500' in responses],
  ])('gives every operation %s', (_what, holds) => {
    const without = operationsOf(document).filter(({ operation }) => !holds(operation));
    expect(without.map(({ name }) => name)).toEqual([]);
  });

  test('describes every response, and shows an example of each body', () => {
    const bare: string[] = [];
    for (const { name, operation } of operationsOf(document)) {
      for (const [status, { description, content }] of Object.entries(operation.responses)) {
        const bodies = Object.values(content ?? {});
        const isShown = bodies.every(
          ({ example, examples }) => example !== undefined || Object.keys(examples ?? {}).length > 0,
        );
        const hasBody = !['204', '302', '304'].includes(status); // RFC 9110, 6.4.1, and where its address is all
        if (!description || !isShown || (hasBody && bodies.length === 0)) {
          bare.push(`${name} ${status}`);
        }
      }
    }
    expect(bare).toEqual([]);
  });

  test('describes every parameter', () => {
    const bare = operationsOf(document).flatMap(({ name, operation }) =>
      (operation.parameters ?? [])
        .filter(({ description }) => !description)
        .map((parameter) => `${name} ${parameter.name}`),
    );
    expect(bare).toEqual([]);
  });

  test.each([
    ['a body', ({ requestBody }: Operation) => requestBody !== undefined, ['400', '413', '415', '422']],
    [
      'a token, unless nobody is refused',
      ({ security, responses }: Operation) =>
        (security ?? []).some((way) => 'bearer' in way) && !NEVER_REFUSED.test(responses['204']?.description ?? ''),
      ['401', '429', '503'],
    ],
  ])('says of every call with %s what that can lead to', (_what, concerns, statuses) => {
    const missing = operationsOf(document)
      .filter(({ operation }) => concerns(operation))
      .flatMap(({ name, operation }) =>
        statuses.filter((status) => !(status in operation.responses)).map((status) => `${name} ${status}`),
      );
    expect(missing).toEqual([]);
  });

  test('is what answers are held to: a field, a status or a header that is not in it is noticed', () => {
    const check = answerCheck(document);
    const headers = new Headers({ 'content-type': 'application/json', 'x-request-id': 'x' });
    const stats = {
      total: 0,
      byStatus: { pending: 0, running: 0, completed: 0, failed: 0, cancelled: 0 },
      byType: {},
    };
    const ask =
      (status: number, body: unknown, of = headers) =>
      () =>
        check('GET', '/api/tasks/stats', { status, headers: of, body });
    expect(ask(200, stats)).not.toThrow();
    expect(ask(200, { ...stats, more: 1 })).toThrow('not as documented');
    expect(ask(200, { ...stats, total: null })).toThrow('not as documented');
    expect(ask(200, { total: 0, byType: {} })).toThrow('not as documented');
    expect(ask(418, stats)).toThrow('is not documented');
    expect(ask(200, stats, new Headers({ 'content-type': 'application/json' }))).toThrow('no header X-Request-Id');
    expect(ask(200, '', new Headers({ 'x-request-id': 'x', 'content-type': 'text/plain' }))).toThrow(
      'is documented as',
    );
  });
});
