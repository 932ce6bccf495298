import { SetMetadata, type CustomDecorator } from '@nestjs/common';
import type { AuditAction, AuditTargetType } from '@task-queue/contracts';

const AUDITED = Symbol('Audited');
const NOT_AUDITED = Symbol('NotAudited');

/** What a route does, as the audit log calls it. */
export interface AuditedRoute {
  readonly action: AuditAction;
  /** What it does that to; its id is the parameter of the path. Left out: what it makes, of the kind that the action names. */
  readonly target?: AuditTargetType;
}

/**
 * Has a route that changes something told in the audit log, where the application keeps one: by the script that changes it, else
 * when it has been answered. What is refused is told too.
 *
 * @param target - what it does that to, where the path names it
 */
export const Audited = (action: AuditAction, target?: AuditTargetType): CustomDecorator<symbol> =>
  SetMetadata(AUDITED, { action, ...(target === undefined ? {} : { target }) } satisfies AuditedRoute);

/** Marks a route that is no GET and changes nothing. */
export const NotAudited = (): CustomDecorator<symbol> => SetMetadata(NOT_AUDITED, true);

/** What {@link Audited} says of a controller's method; `null` for one that changes nothing, nothing where nobody said. */
export function auditedRouteOf(method: object): AuditedRoute | null | undefined {
  const route = Reflect.getMetadata(AUDITED, method) as AuditedRoute | undefined; // only the decorators write them
  return route ?? (Reflect.getMetadata(NOT_AUDITED, method) === true ? null : undefined);
}
