import type { Schedule, SchedulePage, SchedulePreview, ScheduleTicks } from '@task-queue/contracts';
import { PENDING_TASK } from '../http/dto/examples.js';

/** Examples of the API's document. */
export const SCHEDULE: Schedule = {
  id: '019aaf3c-8d2b-7c4e-9f10-2b6d1e7a9c56',
  name: '每晚导出',
  type: 'tasks.export',
  params: { format: 'csv' },
  priority: null,
  cron: '30 2 * * 1-5',
  everyMs: null,
  anchor: null,
  timeZone: 'Asia/Shanghai',
  startsAt: null,
  endsAt: null,
  missed: 'once',
  missedWithinMs: 3_600_000,
  overlap: 'skip',
  jitterMs: 0,
  pauseAfterFailures: 3,
  enabled: true,
  pausedBecause: null,
  nextRunAt: '2026-11-23T18:30:00.000Z',
  lastTick: {
    at: '2026-11-22T18:30:00.000Z',
    outcome: 'started',
    taskId: '019aaf3c-8d2b-7c4e-9f10-2b6d1e7a9c55',
    taskStatus: 'completed',
  },
  isDeclared: false,
  createdBy: { id: '019aaf3a-1c52-7d10-b6a1-5f0e9d3c7b24', username: 'admin' },
  createdAt: '2026-11-20T08:15:30.123Z',
  version: 1,
};

export const PAUSED_SCHEDULE: Schedule = {
  ...SCHEDULE,
  enabled: false,
  pausedBecause: 'USER',
  nextRunAt: null,
  version: 2,
};

export const SCHEDULE_PAGE: SchedulePage = { items: [SCHEDULE], total: 1, page: 1, pageSize: 20, totalPages: 1 };

export const TICKS: ScheduleTicks = {
  items: [
    {
      at: '2026-11-22T18:30:00.000Z',
      outcome: 'started',
      taskId: '019aaf3c-8d2b-7c4e-9f10-2b6d1e7a9c55',
    },
    { at: '2026-11-19T18:30:00.000Z', outcome: 'missed', taskId: null },
  ],
};

export const PREVIEW: SchedulePreview = {
  times: [
    { at: '2026-03-28T01:30:00.000Z', offset: '+01:00' },
    { at: '2026-03-29T01:00:00.000Z', offset: '+02:00', note: 'MOVED' },
    { at: '2026-03-30T00:30:00.000Z', offset: '+02:00' },
  ],
};

export const RUN_TASK = { ...PENDING_TASK, title: SCHEDULE.name, scheduleId: SCHEDULE.id };
