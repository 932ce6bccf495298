import { describe, expect, test } from '@jest/globals';
import type { AuditEntry } from '@task-queue/contracts';
import { runTask } from '@task-queue/tasks/testing';
import { AUDIT_ENTRY_EXAMPLE } from '../audit.dto.js';
import { ExportAuditTask } from './export-audit.task.js';

/** A log with so many entries. */
const withEntries = (count: number) => ({
  async *scan(): AsyncGenerator<readonly AuditEntry[]> {
    yield Array.from({ length: count }, () => AUDIT_ENTRY_EXAMPLE);
  },
});
const createdBy = { id: 'u1', username: 'admin', roles: ['admin'] as const };

describe('audit.export', () => {
  test.each([
    ['zh-CN', 1_500, '已写入 1,500 行', '已导出 1,500 行'],
    ['en', 1_500, '1,500 rows written', 'Exported 1,500 rows'],
    ['en', 1, '1 row written', 'Exported 1 row'],
  ] as const)('says in %s how many rows it has written: %d', async (locale, count, progress, summary) => {
    const report = await runTask(new ExportAuditTask(withEntries(count)), {}, { createdBy, locale });
    expect(report.progress.at(-1)).toMatchObject({ text: progress });
    expect(report.summary).toBe(summary);
    expect(report.artifact!.name).toMatch(/^audit-\d{4}-\d\d-\d\d-\d{6}\.csv$/);
  });
});
