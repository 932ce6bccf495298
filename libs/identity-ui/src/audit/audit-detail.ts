import { Component, computed, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import type { AuditEntry } from '@task-queue/contracts';
import { ForeignText } from '@task-queue/ui/foreign-text';

/** A value as it is read: a text as it is, else its JSON. */
const shown = (value: unknown): string | null =>
  value === undefined || value === null ? null : typeof value === 'string' ? value : JSON.stringify(value);

/** What an entry says besides: each field before and after, and what the call is found by. */
@Component({
  selector: 'tq-audit-detail',
  imports: [ForeignText, TranslocoPipe],
  templateUrl: './audit-detail.html',
  styleUrl: './audit-detail.scss',
})
export class AuditDetail {
  readonly entry = input.required<AuditEntry>();

  protected readonly fields = computed(() => {
    const { before, after } = this.entry();
    const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
    return names.map((name) => ({ name, before: shown(before?.[name]), after: shown(after?.[name]) }));
  });
  protected readonly facts = computed(() => {
    const { reason, target, who, token, taskId, requestId, id } = this.entry();
    const all = { reason, targetId: target?.id, whoId: who?.id, tokenId: token?.id, taskId, requestId, id };
    return Object.entries(all).flatMap(([name, value]) => (value == null ? [] : [{ name, value }]));
  });
}
