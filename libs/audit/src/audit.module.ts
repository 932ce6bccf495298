import { Module, type DynamicModule } from '@nestjs/common';
import { AuditTrail, type AuditRetention } from '@task-queue/audit-trail';
import { AuditController } from './audit.controller.js';
import { AUDIT_RETENTION, AuditRetentionLoop } from './audit-retention.js';
import { AuditService } from './audit.service.js';
import { ExportAuditTask } from './export/export-audit.task.js';

/** What {@link AuditModule.forRoot} takes. */
export interface AuditModuleOptions {
  /** As that of `TasksModule`: those that answer people answer. @default 'all' */
  readonly role?: 'all' | 'api' | 'worker';
  readonly retention: AuditRetention;
}

/**
 * The audit log for people: REST under `audit`, and how long it is kept. What it tells is written by the scripts that do it, for
 * calls that run in `audited`. It uses what `TasksModule` of the same application gives.
 */
@Module({})
export class AuditModule {
  static forRoot({ role = 'all', retention }: AuditModuleOptions): DynamicModule {
    return {
      module: AuditModule,
      global: true,
      controllers: role === 'worker' ? [] : [AuditController],
      providers: [
        { provide: AUDIT_RETENTION, useValue: retention },
        AuditTrail,
        AuditRetentionLoop,
        AuditService,
        ExportAuditTask,
      ],
      exports: [AuditTrail],
    };
  }
}
