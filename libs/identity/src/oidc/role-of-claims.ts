import { USER_ROLES, type UserRole } from '@task-queue/contracts';
import type { SingleSignOnOptions } from './single-sign-on-options.js';

/** What a provider says of somebody. */
export type Claims = Readonly<Record<string, unknown>>;

/** Stands for everybody whom the provider knows. */
const EVERYBODY = '*';

/** The role that claims give: the one that may most, of several; `null` for none, who is let in nowhere. */
export function roleOfClaims(
  claims: Claims,
  { roleClaim, roles }: Pick<SingleSignOnOptions, 'roleClaim' | 'roles'>,
): UserRole | null {
  const values = [roleClaimOf(claims, roleClaim)].flat().filter((value) => typeof value === 'string');
  const given = roles === undefined ? values : [...values, EVERYBODY].map((value) => roles.get(value));
  return USER_ROLES.findLast((role) => given.includes(role)) ?? null;
}

/** Whether a provider says anything of roles. */
export function hasRoleClaim(claims: Claims, roleClaim: string): boolean {
  return roleClaimOf(claims, roleClaim) !== undefined;
}

/** By its name, which may have dots in it itself (`https://a.example/roles`), else by the way to it. */
function roleClaimOf(claims: Claims, roleClaim: string): unknown {
  if (Object.hasOwn(claims, roleClaim)) {
    return claims[roleClaim];
  }
  return roleClaim
    .split('.')
    .reduce<unknown>(
      (within, name) =>
        typeof within === 'object' && within !== null && Object.hasOwn(within, name)
          ? (within as Claims)[name]
          : undefined,
      claims,
    );
}
