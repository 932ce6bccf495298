import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { IdentifiedRequest } from '@task-queue/access';
import { ProblemError } from '@task-queue/problems';

/** Lets only people call who have signed in: an access token makes no token and changes no password. After `IdentityGuard`. */
@Injectable()
export class SessionGuard implements CanActivate {
  /** @throws ProblemError FORBIDDEN */
  canActivate(context: ExecutionContext): boolean {
    const { identity } = context.switchToHttp().getRequest<IdentifiedRequest>();
    if (identity === undefined || !('sessionId' in identity)) {
      throw new ProblemError('FORBIDDEN');
    }
    return true;
  }
}
