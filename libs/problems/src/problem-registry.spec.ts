import { describe, expect, test } from '@jest/globals';
import { COMMON_CODES } from '@task-queue/contracts';
import { ApiProblems } from './api-problems.js';
import { PROBLEMS, ProblemRegistry } from './problem-registry.js';

const text = (status: number, zh: string, en: string) => ({ status, detail: { zh, en } });

describe('the registry of codes', () => {
  test('knows what each capability says of its codes', () => {
    const registry = new ProblemRegistry();
    registry.add('tasks', { TASK_RUNNING: text(409, '正在执行', 'It runs') });
    registry.add('people', { LAST_ADMIN: text(409, '最后一位', 'The last one') });
    expect(registry.textOf('LAST_ADMIN').detail.en).toBe('The last one');
    expect(registry.codes).toEqual(['TASK_RUNNING', 'LAST_ADMIN']);
  });

  test('refuses a code that two capabilities claim, and names both', () => {
    const registry = new ProblemRegistry();
    registry.add('tasks', { NOT_FOUND: text(404, '没有', 'None') });
    expect(() => registry.add('people', { NOT_FOUND: text(410, '没了', 'Gone') })).toThrow(
      'The code NOT_FOUND is claimed twice: by tasks and by people',
    );
  });

  test('refuses a code that no capability has brought, also where a call is documented with it', () => {
    expect(() => new ProblemRegistry().textOf('LAST_ADMIN')).toThrow('Nobody says what LAST_ADMIN means');
    expect(() => ApiProblems('LAST_ADMIN')).toThrow('Nobody says what LAST_ADMIN means');
  });

  test('has from the beginning what any call may be refused with', () => {
    expect([...PROBLEMS.codes].sort()).toEqual([...COMMON_CODES].sort());
  });
});
