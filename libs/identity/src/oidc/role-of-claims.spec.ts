import { describe, expect, test } from '@jest/globals';
import type { UserRole } from '@task-queue/contracts';
import { roleOfClaims } from './role-of-claims.js';

const given = (claims: Record<string, unknown>, roleClaim = 'roles', roles?: Record<string, UserRole>) =>
  roleOfClaims(claims, { roleClaim, ...(roles && { roles: new Map(Object.entries(roles)) }) });

describe('the role that a provider gives', () => {
  test('is the one that may most of those that the claim names, a list or one alone', () => {
    expect(given({ roles: ['viewer', 'operator', 'user', 'gardener'] })).toBe('operator');
    expect(given({ roles: 'admin' })).toBe('admin');
  });

  test.each([
    [{}],
    [{ roles: [] }],
    [{ roles: ['Admin', 'administrator'] }],
    [{ roles: { admin: true } }],
    [{ roles: [['admin']] }],
    [{ roles: null }],
  ])('is none with %j', (claims) => {
    expect(given(claims)).toBeNull();
  });

  test('is found on the way of dots, or under a name with dots in it', () => {
    expect(given({ realm_access: { roles: ['user'] } }, 'realm_access.roles')).toBe('user');
    expect(given({ 'https://a.example/roles': ['user'] }, 'https://a.example/roles')).toBe('user');
    expect(given({ realm_access: 'user' }, 'realm_access.roles')).toBeNull();
    expect(given({}, 'constructor.name')).toBeNull();
  });

  test('is what the setting says of a value, and then a value says nothing by itself', () => {
    const roles = { 'CN=ops,OU=teams': 'operator', staff: 'user' } as const;
    expect(given({ groups: ['staff', 'CN=ops,OU=teams'] }, 'groups', roles)).toBe('operator');
    expect(given({ groups: ['admin'] }, 'groups', roles)).toBeNull();
  });

  test('is that of everybody where nothing gives more', () => {
    const roles = { ops: 'operator', '*': 'viewer' } as const;
    expect(given({}, 'groups', roles)).toBe('viewer');
    expect(given({ groups: ['ops'] }, 'groups', roles)).toBe('operator');
  });
});
