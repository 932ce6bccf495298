import { Inject, Injectable } from '@nestjs/common';
import { IDENTITY_OPTIONS, type IdentityModuleOptions } from '../identity-options.js';
import type { User } from './user-store.js';

/** OpenID providers that people signed in at before another one was set, or none: nobody vouches for their people any more. */
@Injectable()
export class FormerProviders {
  readonly #issuer: string | null;

  constructor(@Inject(IDENTITY_OPTIONS) { singleSignOn }: IdentityModuleOptions) {
    this.#issuer = singleSignOn === undefined ? null : new URL(singleSignOn.issuer).href;
  }

  /** Whether an account is linked with one of them, or a session comes from one. */
  have({ issuer }: Pick<User, 'issuer'>): boolean {
    return issuer !== undefined && URL.parse(issuer)?.href !== this.#issuer; // a slash at its end may be left out of a setting
  }
}
