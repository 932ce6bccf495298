import { TestBed } from '@angular/core/testing';
import { describe, expect, it } from '@jest/globals';
import { permissionsOf } from '@task-queue/contracts';
import { provideTasksUi, type TasksUiOptions } from '../provide-tasks-ui';
import { injectMay, type May } from './permissions';

function mayOf(options: Partial<TasksUiOptions>): May {
  TestBed.configureTestingModule({ providers: [provideTasksUi({ baseUrl: '/api', token: () => null, ...options })] });
  return TestBed.runInInjectionContext(() => injectMay());
}

describe('what a page offers', () => {
  it('is what a user may with their own, where its application says nothing of permissions', () => {
    const may = mayOf({});
    expect([may('tasks:create'), may('tasks:control'), may('tasks:read:all'), may('lanes:read')]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('is with what others own another permission', () => {
    const may = mayOf({ permissions: () => permissionsOf(['user']), userId: () => 'me' });
    expect([may('tasks:control', 'me'), may('tasks:control', 'other')]).toEqual([true, false]);
  });

  it('is the same with everybody’s where nobody says who the person is: the server decides', () => {
    const may = mayOf({ permissions: () => permissionsOf(['user']) });
    expect(may('tasks:control', 'other')).toBe(true);
  });

  it('changes with the person’s role', () => {
    let role: 'viewer' | 'operator' = 'viewer';
    const may = mayOf({ permissions: () => permissionsOf([role]), userId: () => 'me' });
    expect(may('tasks:control', 'other')).toBe(false);
    role = 'operator';
    expect(may('tasks:control', 'other')).toBe(true);
  });
});
