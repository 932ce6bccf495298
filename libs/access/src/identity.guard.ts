import {
  createParamDecorator,
  Inject,
  Injectable,
  Logger,
  SetMetadata,
  type CanActivate,
  type CustomDecorator,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { may, type Permission, type Restriction } from '@task-queue/contracts';
import { ProblemError } from '@task-queue/problems';
import { IDENTITY_RESOLVER, type IdentityResolver, type IdentitySource, type ResolvedIdentity } from './identity.js';

const PUBLIC = Symbol('public');
const PERMISSION = Symbol('permission');
const WHILE_RESTRICTED = Symbol('while restricted');

/** Lets everybody call a route; without it a route is for known people. */
export const Public = (): CustomDecorator<symbol> => SetMetadata(PUBLIC, true);

/** Lets only people with a permission call a route. */
export const RequirePermission = (permission: Permission): CustomDecorator<symbol> =>
  SetMetadata(PERMISSION, permission);

/** Lets a route be called also by who has one of these to do first. */
export const WhileRestricted = (...by: readonly Restriction[]): CustomDecorator<symbol> =>
  SetMetadata(WHILE_RESTRICTED, by);

/** What the guard leaves on the request. */
export interface IdentifiedRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly method?: string;
  readonly url?: string;
  /** The address it comes from. */
  readonly ip?: string;
  identity?: ResolvedIdentity;
}

/** Who may call a route. */
interface RouteAccess {
  readonly isPublic: boolean;
  readonly permission: Permission | undefined;
  readonly whileRestricted: readonly Restriction[];
}

/** The caller, as a parameter of a controller's method. */
export const CurrentIdentity = createParamDecorator((_data: unknown, context: ExecutionContext): ResolvedIdentity => {
  const { identity } = context.switchToHttp().getRequest<IdentifiedRequest>();
  if (!identity) {
    throw new ProblemError('UNAUTHORIZED');
  }
  return identity;
});

/**
 * Denies by default: a call needs an identity unless the route is `@Public()`, and the permission the route names. Guards
 * a module's own controllers; a host can make it its `APP_GUARD`.
 */
@Injectable()
export class IdentityGuard implements CanActivate {
  readonly #logger = new Logger('Audit');
  /** By controller, as several may have the method of one that they extend; by method. */
  readonly #access = new WeakMap<object, WeakMap<object, RouteAccess>>();

  constructor(
    private readonly reflector: Reflector,
    @Inject(IDENTITY_RESOLVER) private readonly identify: IdentityResolver,
  ) {}

  /** @throws ProblemError UNAUTHORIZED, FORBIDDEN, or what the caller has to do first */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') {
      return true; // the gateway checks the handshake
    }
    const { isPublic, permission, whileRestricted } = this.#accessOf(context);
    if (isPublic) {
      return true;
    }
    const request = context.switchToHttp().getRequest<IdentifiedRequest>();
    // Where a host has made this its guard for all, a module's own controller finds the work done.
    const identity = request.identity ?? (await this.identify(sourceOf(request)));
    if (identity === null) {
      throw new ProblemError('UNAUTHORIZED');
    }
    request.identity = identity;
    const refusal = refusalOf(identity, permission, whileRestricted);
    if (refusal === 'FORBIDDEN') {
      const { method, url = '' } = request;
      this.#logger.warn({ event: 'access refused', userId: identity.id, method, path: url.split('?')[0] });
    }
    if (refusal !== null) {
      throw new ProblemError(refusal);
    }
    return true;
  }

  /** Never changes, and takes longer to find than all else that a call costs here. */
  #accessOf(context: ExecutionContext): RouteAccess {
    const [handler, controller] = [context.getHandler(), context.getClass()];
    const ofController = this.#access.get(controller) ?? new WeakMap<object, RouteAccess>();
    let access = ofController.get(handler);
    if (access === undefined) {
      const said = <Said>(key: symbol): Said | undefined =>
        this.reflector.getAllAndOverride<Said | undefined>(key, [handler, controller]);
      access = {
        isPublic: said<boolean>(PUBLIC) ?? false,
        permission: said<Permission>(PERMISSION),
        whileRestricted: said<readonly Restriction[]>(WHILE_RESTRICTED) ?? [],
      };
      this.#access.set(controller, ofController.set(handler, access));
    }
    return access;
  }
}

/**
 * Why somebody who is known may not call something; `null` where they may.
 *
 * @param whileRestricted - what they may still have to do first
 */
export function refusalOf(
  identity: ResolvedIdentity,
  permission: Permission | undefined,
  whileRestricted: readonly Restriction[] = [],
): Restriction | 'FORBIDDEN' | null {
  const { restrictedBy } = identity;
  if (restrictedBy !== undefined && !whileRestricted.includes(restrictedBy)) {
    return restrictedBy;
  }
  return permission === undefined || may(identity, permission) ? null : 'FORBIDDEN';
}

const sourceOf = ({ headers, ip }: IdentifiedRequest): IdentitySource => ({
  kind: 'request',
  headers,
  ...(ip === undefined ? {} : { address: ip }),
});
