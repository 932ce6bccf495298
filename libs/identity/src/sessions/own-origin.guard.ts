import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { ProblemError } from '@task-queue/problems';
import { IDENTITY_OPTIONS, type IdentityModuleOptions } from '../identity-options.js';
import type { CookieRequest } from './auth-cookies.js';

/** Lets only our own pages call what works by cookie alone, or leaves one; and programs, which are no page. */
@Injectable()
export class OwnOriginGuard implements CanActivate {
  constructor(@Inject(IDENTITY_OPTIONS) private readonly options: IdentityModuleOptions) {}

  /** @throws ProblemError FORBIDDEN */
  canActivate(context: ExecutionContext): boolean {
    const { raw } = context.switchToHttp().getRequest<CookieRequest>();
    if (!this.options.pages.allows(raw)) {
      throw new ProblemError('FORBIDDEN');
    }
    return true;
  }
}
