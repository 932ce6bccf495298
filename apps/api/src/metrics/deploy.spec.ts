import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readMetrics } from '../../testing/read-metrics.js';
import { startApi, type RunningApi } from '../../testing/start-api.js';

const DEPLOY = new URL('../../../../deploy/', import.meta.url);

/** A series as a query names it, with the labels that it asks for. */
const SERIES = /\b((?:tasks|http|nodejs|process)_[a-z0-9_]+)(?:\{([^}]*)\})?/g;

/** What ends the names of a histogram's series. */
const PART = /_(bucket|sum|count)$/;

interface Dashboard {
  readonly panels: readonly { readonly title: string; readonly targets: readonly { readonly expr: string }[] }[];
}

let api: RunningApi;
let families: ReadonlyMap<string, string>;
let text: string;
beforeAll(async () => {
  api = await startApi();
  const { accessToken: token } = await api.login('admin');
  const { id } = await api.create(token, { type: 'demo.steps', params: { steps: 1, stepMs: 0 } });
  await api.finished(token, id);
  text = (await api.request<string>('GET', '/metrics')).body;
  families = readMetrics(text).families;
});
afterAll(() => api.stop());

function alerts(): [name: string, query: string][] {
  const rules = readFileSync(new URL('prometheus/alerts.yaml', DEPLOY), 'utf8').split('- alert: ').slice(1);
  return rules.map((rule) => [/^\w+/.exec(rule)![0], /expr:([\s\S]*?)\n {8}(?:for|labels):/.exec(rule)![1]!]);
}

function panels(): [title: string, query: string][] {
  const { panels } = JSON.parse(readFileSync(new URL('grafana/task-queue.json', DEPLOY), 'utf8')) as Dashboard;
  return panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as [string, string]));
}

describe.each([
  ['an alert', alerts()],
  ['a panel of the dashboard', panels()],
])('%s', (_kind, queries) => {
  test('is one of several', () => expect(queries.length).toBeGreaterThan(5));

  test.each(queries)('%s asks for what /metrics has, by labels that it has', (_name, query) => {
    const series = [...query.matchAll(SERIES)].map(([, name = '', labels = '']) => ({ name, labels }));
    expect(series).not.toEqual([]);
    for (const { name, labels } of series) {
      const kind = families.get(name) ?? (families.get(name.replace(PART, '')) === 'histogram' ? 'part' : undefined);
      expect([name, kind]).toEqual([name, expect.any(String)]);
      expect([name, kind === 'histogram']).toEqual([name, false]); // a histogram itself is no series
      for (const [, label] of labels.matchAll(/(\w+)(?==)/g)) {
        expect(text).toMatch(new RegExp(`^${name}\\{[^}]*\\b${label!}="`, 'm'));
      }
    }
  });

  test.each(queries)('%s counts nothing over processes that each of them tells of all', (_name, query) => {
    const shared =
      /tasks_(workers|lane_waiting|lane_oldest_wait_seconds|delayed|due|redis_memory_bytes|finished_bytes)/;
    expect(shared.test(query) && /\b(sum|avg|count)\b/.test(query)).toBe(false);
  });
});
