import { describe, expect, it } from '@jest/globals';
import { TASK_FILTER_FIELDS, type TaskFilter } from '@task-queue/contracts';
import { toStoreFilter } from './task-filter.js';

/** A value of each field that narrows by itself. */
const NARROWING: Required<TaskFilter> = {
  status: ['failed'],
  type: ['tasks.export'],
  priority: ['high'],
  fingerprint: ['1f0c2a9b7d3e4f58'],
  scheduleId: ['019aaf3c-8d2b-7c4e-9f10-2b6d1e7a9c56'],
  q: 'report',
  createdBy: 'ada',
  createdFrom: '2026-11-01T00:00:00.000Z',
  createdTo: '2026-12-01T00:00:00.000Z',
  finishedFrom: '2026-11-01T00:00:00.000Z',
  finishedTo: '2026-12-01T00:00:00.000Z',
};

describe('a filter for the scripts', () => {
  it.each(Object.keys(TASK_FILTER_FIELDS) as (keyof TaskFilter)[])('is narrowed by %s', (field) => {
    expect(toStoreFilter({ [field]: NARROWING[field] }, null)).not.toEqual(toStoreFilter({}, null));
  });

  it('refuses a field that no filter has, instead of matching more', () => {
    const misspelt = { statuses: ['failed'] } as TaskFilter;
    expect(() => toStoreFilter(misspelt, null)).toThrow('A task filter has no statuses');
    expect(toStoreFilter({ snapshot: undefined } as TaskFilter, null)).toEqual(toStoreFilter({}, null));
  });
});
