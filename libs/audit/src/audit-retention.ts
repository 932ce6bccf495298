import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { AuditLog, type AuditRetention } from '@task-queue/audit-trail';

/** Injection token of how long the audit log is kept. */
export const AUDIT_RETENTION = Symbol('AuditRetention');

/** How often it is shortened, in milliseconds. */
const EVERY_MS = 60_000;

/**
 * Drops what the audit log need not keep any more. Every process does: dropped twice is dropped once, and a command a minute is
 * less than finding out whose turn it is.
 */
@Injectable()
export class AuditRetentionLoop implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger('Audit');
  #timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(AuditLog) private readonly log: AuditLog,
    @Inject(AUDIT_RETENTION) private readonly retention: AuditRetention,
  ) {}

  onApplicationBootstrap(): void {
    const trim = (): void =>
      void this.log.trim(this.retention).catch((error: unknown) => {
        this.#logger.warn({ err: error }, 'The audit log could not be shortened; it is tried again');
      });
    trim();
    this.#timer = setInterval(trim, EVERY_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.#timer);
  }
}
