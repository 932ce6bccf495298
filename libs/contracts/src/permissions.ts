import { reaches, type TokenScope } from './tokens.js';

/**
 * What a person may do, from the least to the most: a `viewer` sees everybody's tasks and changes nothing, a `user` has their
 * own, an `operator` acts on everybody's tasks, lanes and schedules, and an `admin` manages accounts too. Which role may do what
 * exactly is in {@link PERMISSIONS}.
 */
export const USER_ROLES = ['viewer', 'user', 'operator', 'admin'] as const;

/** One of {@link USER_ROLES}. */
export type UserRole = (typeof USER_ROLES)[number];

/** Who sees everybody's. */
const READERS = ['viewer', 'operator', 'admin'] as const;

/** Who acts on everybody's. */
const OPERATORS = ['operator', 'admin'] as const;

/** Who has something of their own. */
const AUTHORS = ['user', 'operator', 'admin'] as const;

/**
 * Which roles have a permission. What ends in `:all` is the same for what others own; without a role of its own somebody has
 * what a `user` has. This table is what the server decides by, what the page shows and what `docs/security.md` says.
 */
export const PERMISSIONS = {
  'tasks:create': AUTHORS,
  'tasks:read': USER_ROLES,
  'tasks:read:all': READERS,
  /** Cancel, stop, retry, delete. */
  'tasks:control': AUTHORS,
  'tasks:control:all': OPERATORS,
  'schedules:read': USER_ROLES,
  'schedules:read:all': READERS,
  /** Create, change, pause, run, delete. */
  'schedules:control': AUTHORS,
  'schedules:control:all': OPERATORS,
  /** Keep views of one's own. */
  'views:control': USER_ROLES,
  /** Share them with everybody. */
  'views:share': AUTHORS,
  /** Lanes and types: their pauses, slots and limits, and who waits. */
  'lanes:read': READERS,
  /** Pause lanes and types, set their slots and limits. */
  'lanes:control': OPERATORS,
  /** Mute kinds of errors, say that they are resolved. */
  'errors:control': OPERATORS,
  /** Stack traces of errors. */
  'tasks:debug': OPERATORS,
  /** How full the storage of tasks is. */
  'storage:read': READERS,
  'metrics:read': READERS,
  /** Which workers there are, and what they run. */
  'workers:read': READERS,
  'users:manage': ['admin'],
  /** Read who did what, and export it. */
  'audit:read': ['admin'],
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
  /** Where they come with an access token: how far it reaches. */
  readonly scopes?: readonly TokenScope[];
}

/** What somebody with these roles may do; with an access token, as far as its scopes reach. */
export function permissionsOf(roles: readonly UserRole[], scopes?: readonly TokenScope[]): readonly Permission[] {
  return (Object.keys(PERMISSIONS) as Permission[]).filter((permission) => holds(permission, roles, scopes));
}

function holds(permission: Permission, roles: readonly UserRole[], scopes?: readonly TokenScope[]): boolean {
  const held: readonly UserRole[] = roles.length === 0 ? ['user'] : roles;
  const allowed: readonly UserRole[] = PERMISSIONS[permission];
  return held.some((role) => allowed.includes(role)) && (scopes === undefined || reaches(scopes, permission));
}

/**
 * Whether somebody may do something; with an owner, to what that person owns. The one place that decides it, for the server,
 * its sockets and the page.
 */
export function may(person: Permitted, permission: Permission): boolean;
export function may(person: Permitted, permission: OwnedPermission, ownerId: string): boolean;
export function may(person: Permitted, permission: Permission, ownerId: string = person.id): boolean {
  const wanted = ownerId === person.id ? permission : (`${permission as OwnedPermission}:all` as const);
  return holds(wanted, person.roles, person.scopes);
}

/** Whether somebody may do something that not every user may with their own. */
export function isPrivileged({ roles }: Permitted): boolean {
  const everybodys = permissionsOf(['user']);
  return permissionsOf(roles).some((permission) => !everybodys.includes(permission));
}
