import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AUDIT_LUA } from '@task-queue/audit-trail';
import { ADVANCE_LUA, APPEND_LUA } from '@task-queue/event-log';
import { loadScript } from '@task-queue/redis';
import { openRedisFixture, type RedisFixture } from '../../testing/index.js';
import { AUDITED, LUA_FILES, SCRIPT_NAMES, scriptText } from './scripts.js';

/** What Lua and Redis give a script, and the words before a bracket that are no calls. */
const LUA_NAMES = (
  'KEYS ARGV ipairs pairs next pcall setmetatable tonumber tostring type unpack ' +
  'and elseif function if in not or return until while'
).split(' ');

const SOURCES = join(import.meta.dirname, '..');

const isScript = (path: string): boolean =>
  (SCRIPT_NAMES as readonly string[]).includes(
    basename(path, '.lua').replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()),
  );

let fixture: RedisFixture;
beforeAll(async () => {
  fixture = await openRedisFixture();
});
afterAll(() => fixture.close());

test('every Lua file is known under its path, and is a script or needed by one', () => {
  const onDisk = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.lua'));
  const texts = onDisk.map((path) => [path, readFileSync(join(SOURCES, path), 'utf8')]);
  expect(LUA_FILES).toEqual({
    ...Object.fromEntries(texts),
    'event-log/advance.lua': ADVANCE_LUA,
    'event-log/append.lua': APPEND_LUA,
    'audit-trail/tell.lua': AUDIT_LUA,
  });
  const all = onDisk.filter(isScript).map((path) => loadScript(path, LUA_FILES));
  expect(onDisk.filter((path) => !all.some((text) => text.includes(LUA_FILES[path]!)))).toEqual([]);
});

test.each(Object.entries(LUA_FILES))(
  '%s takes its arguments into locals at its top, and nowhere else',
  (_path, text) => {
    const code = text.split('\n').filter((line) => !line.startsWith('--'));
    const firstOther = code.findIndex((line) => !/^local [\w, ]+ = .*ARGV\[\d+\]/.test(line));
    expect(code.slice(firstOther === -1 ? code.length : firstOther).filter((line) => line.includes('ARGV'))).toEqual(
      [],
    );
  },
);

describe('every script', () => {
  test.each(SCRIPT_NAMES)('%s compiles, with few enough locals and upvalues for Lua', async (name) => {
    await expect(fixture.redis.script('LOAD', scriptText(name))).resolves.toMatch(/^[0-9a-f]{40}$/);
  });

  test.each(SCRIPT_NAMES)('%s includes whatever it calls and every constant that it uses', (name) => {
    const code = scriptText(name)
      .replace(/--.*$/gm, '')
      .replace(/'[^'\n]*'/g, '');
    const locals = code.matchAll(/\blocal (?:function )?([\w, ]+)/g);
    const parameters = code.matchAll(/\bfunction\b[^(]*\(([^)]*)\)/g);
    const given = [...locals, ...parameters].flatMap(([, names]) => names!.split(','));
    const used = [...code.matchAll(/(?<![.:\w])([A-Za-z_]\w*)(?= ?\()|(?<![.\w])([A-Z][A-Z_]+)\b/g)];
    const known = new Set([...LUA_NAMES, ...given.map((name) => name.trim())]);
    expect(used.map(([, called, constant]) => called ?? constant!).filter((used) => !known.has(used))).toEqual([]);
  });
});

test('what people ask for is told in the audit log by the script that does it, and what the system does is not', () => {
  // How attempts go, what duties and schedules do by themselves, and what only reads or files.
  const notByAPerson = [
    ...[
      'fileEntries',
      'forgetRecord',
      'forgetSnapshot',
      'list',
      'oldest',
      'refile',
      'snapshot',
      'toRefile',
      'withdraw',
      'get',
    ],
    ...[
      'issueDueTickets',
      'missingTickets',
      'moveTickets',
      'complete',
      'fail',
      'interrupt',
      'lastProgress',
      'lost',
      'progress',
      'recover',
    ],
    ...[
      'renew',
      'retry',
      'start',
      'attempts',
      'reports',
      'abandon',
      'abandonOverdue',
      'acknowledgeStop',
      'handlerEnded',
    ],
    ...[
      'handlersGone',
      'stopped',
      'giveBack',
      'lookAfter',
      'oldestWaiting',
      'people',
      'why',
      'expireOverdue',
      'tellAtRisk',
      'claimDue',
    ],
    ...['tick', 'declareSchedules', 'heartbeat', 'judgeSilence', 'leave', 'report', 'secret', 'restore'],
    ...['fillFinished', 'finishedPart', 'gatherFinished', 'keepFinished'],
    'creates', // several of `create`
  ];
  expect([...AUDITED, ...notByAPerson].sort()).toEqual([...SCRIPT_NAMES].sort());
  expect([...AUDITED].filter((name) => !scriptText(name).includes('tellAudit(entry'))).toEqual([]);
});
