import { pipeline } from 'node:stream/promises';
import { Inject } from '@nestjs/common';
import { may, type AuditEntry } from '@task-queue/contracts';
import { counted, csvOf, textsFor, utcStamp, type CsvColumn } from '@task-queue/task-handlers';
import { TaskHandler, UnrecoverableTaskError, type TaskContext } from '@task-queue/tasks';
import { AuditService } from '../audit.service.js';
import { AUDIT_EXPORT, ExportAuditParams } from './export-audit.params.js';

const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));

/** The columns of the file, in order. */
const COLUMNS: readonly CsvColumn<AuditEntry>[] = [
  { name: 'id', cell: ({ id }) => id },
  { name: 'at', cell: ({ at }) => at },
  { name: 'action', cell: ({ action }) => action },
  { name: 'outcome', cell: ({ outcome }) => outcome },
  { name: 'code', cell: ({ code }) => code },
  { name: 'whoId', cell: ({ who }) => who?.id ?? null },
  { name: 'who', cell: ({ who }) => who?.username ?? null },
  { name: 'tokenId', cell: ({ token }) => token?.id ?? null },
  { name: 'token', cell: ({ token }) => token?.name ?? null },
  { name: 'address', cell: ({ address }) => address },
  { name: 'targetType', cell: ({ target }) => target?.type ?? null },
  { name: 'targetId', cell: ({ target }) => target?.id ?? null },
  { name: 'targetName', cell: ({ target }) => target?.name ?? null },
  { name: 'taskId', cell: ({ taskId }) => taskId },
  { name: 'before', cell: ({ before }) => json(before) },
  { name: 'after', cell: ({ after }) => json(after) },
  { name: 'reason', cell: ({ reason }) => reason },
  { name: 'requestId', cell: ({ requestId }) => requestId },
  { name: 'count', cell: ({ count }) => count },
];

/** Result of `audit.export`. */
export interface ExportAuditResult {
  readonly rows: number;
  /** The name it is downloaded under. */
  readonly file: string;
}

/** Writes the audit log, or what of it is asked for, to a file, as long as its creator may read it. */
@TaskHandler({
  type: AUDIT_EXPORT,
  title: { zh: '导出审计日志', en: 'Audit export' },
  description: { zh: '把审计日志写入 CSV 文件', en: 'Writes the audit log to a CSV file' },
  params: ExportAuditParams,
  timeoutMs: 3_600_000,
  maxRetries: 2,
  isInternal: true,
  permission: 'audit:read',
})
export class ExportAuditTask {
  constructor(@Inject(AuditService) private readonly audit: Pick<AuditService, 'scan'>) {}

  async run({ filter = {} }: ExportAuditParams, context: TaskContext): Promise<ExportAuditResult> {
    if (!may(context.createdBy, 'audit:read')) {
      throw new UnrecoverableTaskError('Whoever asked for this may not read the audit log');
    }
    const { pick, number } = textsFor(context);
    const file = `audit-${utcStamp(new Date())}.csv`;
    const found = this.audit.scan(context.createdBy, filter);
    let rows = 0;
    async function* told(): AsyncGenerator<readonly AuditEntry[]> {
      for await (const batch of found) {
        yield batch;
        rows += batch.length;
        const [zh, en] = [`已写入 ${number(rows)} 行`, `${counted(rows, 'row', 'rows')} written`];
        context.progress(0, pick({ zh, en }));
      }
    }
    const csv = csvOf(COLUMNS, told());
    await pipeline(csv, context.artifact(file, 'text/csv; charset=utf-8'), { signal: context.signal });
    context.summary(pick({ zh: `已导出 ${number(rows)} 行`, en: `Exported ${counted(rows, 'row', 'rows')}` }));
    return { rows, file };
  }
}
