import type { UserRole } from './people.js';

/**
 * Which roles have a permission. What ends in `:all` is the same for what others own; without a role of its own somebody has
 * what a `user` has.
 */
export const PERMISSIONS = {
  'tasks:create': ['user', 'admin'],
  'tasks:read': ['user', 'admin'],
  'tasks:read:all': ['admin'],
  /** Cancel, retry, delete. */
  'tasks:control': ['user', 'admin'],
  'tasks:control:all': ['admin'],
  'schedules:read': ['user', 'admin'],
  'schedules:read:all': ['admin'],
  /** Create, change, pause, run, delete. */
  'schedules:control': ['user', 'admin'],
  'schedules:control:all': ['admin'],
  /** Pause lanes and types, set their slots and limits. */
  'lanes:control': ['admin'],
  /** Mute kinds of errors, say that they are resolved. */
  'errors:control': ['admin'],
  /** Stack traces of errors. */
  'tasks:debug': ['admin'],
  /** How full the storage of tasks is. */
  'storage:read': ['admin'],
  'metrics:read': ['admin'],
  /** Which workers there are, and what they run. */
  'workers:read': ['admin'],
  'users:manage': ['admin'],
} as const satisfies Readonly<Record<string, readonly UserRole[]>>;

/** The name of a permission. */
export type Permission = keyof typeof PERMISSIONS;

/** A permission for one's own things, with another one for everybody's. */
export type OwnedPermission = {
  [Name in Permission]: `${Name}:all` extends Permission ? Name : never;
}[Permission];

/** Whoever is asked about: `roles` may be empty. */
export interface Permitted {
  readonly id: string;
  readonly roles: readonly UserRole[];
}

/** What somebody with these roles may do. */
export function permissionsOf(roles: readonly UserRole[]): readonly Permission[] {
  const held: readonly UserRole[] = roles.length === 0 ? ['user'] : roles;
  return (Object.keys(PERMISSIONS) as Permission[]).filter((permission) => {
    const allowed: readonly UserRole[] = PERMISSIONS[permission];
    return held.some((role) => allowed.includes(role));
  });
}

/**
 * Whether somebody may do something; with an owner, to what that person owns. The one place that decides it, for the server,
 * its sockets and the page.
 */
export function may(person: Permitted, permission: Permission): boolean;
export function may(person: Permitted, permission: OwnedPermission, ownerId: string): boolean;
export function may(person: Permitted, permission: Permission, ownerId: string = person.id): boolean {
  const wanted = ownerId === person.id ? permission : (`${permission as OwnedPermission}:all` as const);
  return permissionsOf(person.roles).includes(wanted);
}

/** Whether somebody may do more than every user with their own. */
export function isPrivileged({ roles }: Permitted): boolean {
  const everybodys = permissionsOf(['user']);
  return permissionsOf(roles).some((permission) => !everybodys.includes(permission));
}
