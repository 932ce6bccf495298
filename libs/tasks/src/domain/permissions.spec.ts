import { describe, expect, test } from '@jest/globals';
import {
  isPrivileged,
  may,
  PERMISSIONS,
  permissionsOf,
  type OwnedPermission,
  type UserRole,
} from '@task-queue/contracts';

const ME = 'me';
const OTHER = 'other';

describe('what somebody may do', () => {
  const own: OwnedPermission[] = ['tasks:read', 'tasks:control'];

  test.each<[string, UserRole[], boolean]>([
    ['a user', ['user'], false],
    ['somebody a host gave no role', [], false],
    ['an operator', ['operator'], true],
    ['an administrator', ['admin'], true],
    ['who has both roles', ['user', 'admin'], true],
  ])('%s: to own tasks always, to those of others by role', (_who, roles, toOthers) => {
    const person = { id: ME, roles };
    expect(own.map((permission) => may(person, permission, ME))).toEqual([true, true]);
    expect(own.map((permission) => may(person, permission, OTHER))).toEqual([toOthers, toOthers]);
    expect(may(person, 'tasks:create')).toBe(true);
  });

  test('is to see everybody’s and change nothing for a viewer but views of their own', () => {
    const viewer = { id: ME, roles: ['viewer'] as const };
    expect(own.map((permission) => may(viewer, permission, OTHER))).toEqual([true, false]);
    expect(permissionsOf(['viewer']).filter((permission) => /create|control|manage|share/.test(permission))).toEqual([
      'views:control',
    ]);
  });

  test('is more from role to role, a viewer’s and a user’s being part of an operator’s', () => {
    const operators = permissionsOf(['operator']);
    expect(operators).toEqual(expect.arrayContaining([...permissionsOf(['viewer']), ...permissionsOf(['user'])]));
    expect(permissionsOf(['admin']).filter((permission) => !operators.includes(permission))).toEqual([
      'users:manage',
      'audit:read',
    ]);
  });

  test('is nothing for a role that is not known', () => {
    expect(permissionsOf(['owner' as UserRole])).toEqual([]);
  });

  test('is more than a user’s for all but users', () => {
    const roles: UserRole[][] = [['admin'], ['viewer'], ['operator'], ['user'], [], ['owner' as UserRole]];
    expect(roles.map((held) => isPrivileged({ id: ME, roles: held }))).toEqual([true, true, true, false, false, false]);
  });

  test('is everything for an administrator', () => {
    expect(permissionsOf(['admin'])).toEqual(Object.keys(PERMISSIONS));
  });
});
