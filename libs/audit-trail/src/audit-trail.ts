import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { AuditLog } from './audit-log.js';
import { auditedCall, type AuditedCall } from './audited-call.js';
import { auditedRouteOf } from './audited.js';
import { Refusals } from './refusals.js';

/** Tells of what no script has told of: what was refused or failed, and what a route did without one. */
@Injectable()
export class AuditTrail implements BeforeApplicationShutdown {
  readonly #refusals: Refusals;

  constructor(@Inject(AuditLog) private readonly log: AuditLog) {
    this.#refusals = new Refusals(log);
  }

  /** A call was answered. @param answered - the status of the answer */
  answered(call: AuditedCall, answered: number): void {
    const status = call.refusedWithStatus ?? answered;
    if (status >= 400) {
      this.#refusals.add(call, status);
    }
  }

  /**
   * A call has done what it is for, and is about to be answered. Of one that nobody told of, it is told here; of a stranger's not,
   * for whom nothing was there to be done. `null` where nothing is left to tell.
   *
   * @returns resolves when it is told: before that, nobody is answered that it was done
   */
  done(call: AuditedCall): Promise<unknown> | null {
    const entry = call.route === undefined || call.isTold ? null : call.entry();
    return entry?.who === undefined ? null : this.log.tell(entry);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#refusals.end();
  }
}

/** Finds out what the route of a call does. An application has it before the guards that may refuse. */
@Injectable()
export class AuditGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const call = context.getType() === 'http' ? auditedCall() : undefined;
    if (call !== undefined) {
      call.route = auditedRouteOf(context.getHandler()) ?? undefined;
    }
    return true;
  }
}
