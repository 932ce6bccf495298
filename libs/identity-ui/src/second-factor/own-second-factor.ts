import { inject, Injectable } from '@angular/core';
import type { BegunSecondFactor, ProveSecondFactorRequest, RecoveryCodes, SecondFactor } from '@task-queue/contracts';
import { SignedInCalls } from '../session/signed-in-calls';

/** One's own second factor, as the API has it. Every method throws HttpErrorResponse. */
@Injectable({ providedIn: 'root' })
export class OwnSecondFactor {
  readonly #calls = inject(SignedInCalls);

  find(): Promise<SecondFactor> {
    return this.#calls.call('GET', '/auth/second-factor');
  }

  begin(password: string): Promise<BegunSecondFactor> {
    return this.#calls.call('POST', '/auth/second-factor', { password });
  }

  /** Turns it on. @returns the recovery codes */
  async confirm(code: string): Promise<readonly string[]> {
    return (await this.#calls.call<RecoveryCodes>('POST', '/auth/second-factor/confirm', { code })).recoveryCodes;
  }

  /** @returns the recovery codes that are good from now on */
  async replaceCodes(request: ProveSecondFactorRequest): Promise<readonly string[]> {
    return (await this.#calls.call<RecoveryCodes>('POST', '/auth/second-factor/recovery-codes', request)).recoveryCodes;
  }

  turnOff(request: ProveSecondFactorRequest): Promise<void> {
    return this.#calls.call('POST', '/auth/second-factor/off', request);
  }
}
