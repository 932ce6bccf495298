import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openLog, type LogFixture } from '../testing/log-fixture.js';
import { decodeEntry, type Audience, type LogEntry } from './envelope.js';
import { EntryView } from './entry-view.js';
import { APPEND_LUA } from './log-scripts.js';

let log: LogFixture;
beforeAll(() => {
  log = openLog();
});
afterAll(() => log.close());

const newest = async (): Promise<Partial<LogEntry>> => {
  const [entry] = await log.redis.xrevrange(log.log.key, '+', '-', 'COUNT', 1);
  const { topic, name, audience, data } = decodeEntry(entry!);
  return { topic, name, audience, data };
};

describe('an envelope', () => {
  const AUDIENCES: readonly Audience[] = [{ owner: 'ann' }, { owner: 'admins' }, { owner: '' }, 'admins', 'everybody'];

  test.each(AUDIENCES)('for %j is read as it was appended', async (audience) => {
    const envelope = { name: 'audit:login', audience, data: { at: '17', how: 'by "key"\n' } };
    await log.log.append(envelope);
    expect(await newest()).toEqual({ topic: 'audit', ...envelope });
  });

  test('is the same from a script', async () => {
    const script = `local prefix = ARGV[1]\n${APPEND_LUA}\nappendEntry('test:said', 'i', 'x', forOwner('ann'))`;
    await log.redis.eval(script, 0, log.prefix);
    expect(await newest()).toEqual({ topic: 'test', name: 'test:said', audience: { owner: 'ann' }, data: { i: 'x' } });
  });

  test('is found in the entries that an earlier version wrote', () => {
    const task = ['n', 'task:started', 'i', 'id', 'at', '1', 'h', '{}', 's', '{}', 'e', '', 'o', 'ann'];
    expect(decodeEntry(['1-1', task])).toEqual({
      cursor: '1-1',
      topic: 'task',
      name: 'task:started',
      audience: { owner: 'ann' },
      data: { i: 'id', at: '1', h: '{}', s: '{}', e: '' },
    });
    expect(decodeEntry(['1-2', ['n', 'identity:changed', 'o', 'ben']])).toEqual({
      cursor: '1-2',
      topic: 'identity',
      name: 'identity:changed',
      audience: { owner: 'ben' },
      data: {},
    });
  });

  test('is seen by who follows without being decoded, field by field', () => {
    const fields = ['n', 'task:started', 'i', 'id', 'h', '{"type":"任务"}', 's', '{', 'e', '', 'o', 'ann'];
    const view = new EntryView([Buffer.from('1-1'), fields.map((field) => Buffer.from(field))]);
    expect(view.name).toBe('task:started');
    expect(['i', 'e', 'o', 'x'].map((field) => view.text(field))).toEqual(['id', '', 'ann', '']);
    expect(['h', 's', 'e', 'x'].map((field) => view.json(field))).toEqual([{ type: '任务' }, undefined, undefined, undefined]); // prettier-ignore
    expect(view.decoded()).toEqual(decodeEntry(['1-1', fields]));
  });

  test('of somebody else’s entry is of no topic and for administrators alone', () => {
    expect(decodeEntry(['1-1', ['x', 'y', 'a', 'whoever']])).toMatchObject({ topic: '', audience: 'admins' });
  });
});
