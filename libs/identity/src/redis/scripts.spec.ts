import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { AUDIT_LUA } from '@task-queue/audit-trail';
import { AUDITED, LUA_FILES, SCRIPT_TEXTS } from './scripts.js';

const SOURCES = join(import.meta.dirname, '..');

test('every Lua file is known under its path, and is a script or needed by one', () => {
  const onDisk = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.lua'));
  const texts = onDisk.map((path) => [path, readFileSync(join(SOURCES, path), 'utf8')]);
  expect(LUA_FILES).toEqual({ ...Object.fromEntries(texts), 'audit-trail/tell.lua': AUDIT_LUA });
  const all = Object.values(SCRIPT_TEXTS);
  expect(onDisk.filter((path) => !all.some((text) => text.includes(LUA_FILES[path]!)))).toEqual([]);
});

test.each(Object.entries(SCRIPT_TEXTS))(
  '%s runs while Redis is full: whoever is to make room has to get in',
  (_name, text) => {
    expect(text.split('\n')[0]).toBe('#!lua flags=allow-oom');
  },
);

test('what people do is told in the audit log by the script that does it', () => {
  const notByAPerson = [
    'beginAttempt',
    'endAttempt',
    'giveUpPerson', // the sign-in or refresh that it is a part of is told
    'hasAdministrator',
    'keepVoucher',
    'listSessions',
    'listTokens',
    'personOfSession',
    'personOfToken',
    'vouchForPerson', // as giveUpPerson
  ];
  expect([...AUDITED, ...notByAPerson].sort()).toEqual(Object.keys(SCRIPT_TEXTS).sort());
});
