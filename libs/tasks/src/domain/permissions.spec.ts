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
    ['an administrator', ['admin'], true],
    ['who has both roles', ['user', 'admin'], true],
  ])('%s: to own tasks always, to those of others by role', (_who, roles, toOthers) => {
    const person = { id: ME, roles };
    expect(own.map((permission) => may(person, permission, ME))).toEqual([true, true]);
    expect(own.map((permission) => may(person, permission, OTHER))).toEqual([toOthers, toOthers]);
    expect(may(person, 'users:manage')).toBe(toOthers);
    expect(may(person, 'tasks:create')).toBe(true);
  });

  test('is nothing for a role that is not known', () => {
    expect(permissionsOf(['owner' as UserRole])).toEqual([]);
  });

  test('is more than a user’s for an administrator alone', () => {
    const roles: UserRole[][] = [['admin'], ['user', 'admin'], ['user'], [], ['owner' as UserRole]];
    expect(roles.map((held) => isPrivileged({ id: ME, roles: held }))).toEqual([true, true, false, false, false]);
  });

  test('is everything for an administrator', () => {
    expect(permissionsOf(['admin'])).toEqual(Object.keys(PERMISSIONS));
  });
});
