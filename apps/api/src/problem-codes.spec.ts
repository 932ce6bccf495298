import { expect, test } from '@jest/globals';
import { ERROR_CODES } from '@task-queue/contracts';
import { PROBLEMS } from '@task-queue/problems';
import './app.module.js';

test('every code that clients know is brought by a capability of this server, with a sentence in both languages', () => {
  expect([...PROBLEMS.codes].sort()).toEqual([...ERROR_CODES].sort());
  for (const code of ERROR_CODES) {
    const { status, detail } = PROBLEMS.textOf(code);
    expect([code, status >= 400 && status < 600]).toEqual([code, true]);
    expect(detail.zh).toMatch(/[一-龥]/);
    expect(detail.en).toMatch(/^[A-Z][\x20-\x7e]+$/);
  }
});
