import type { LanePeople, LaneState, Pause, TaskWaiting, TypeState } from '@task-queue/contracts';

const PAUSE: Pause = {
  by: { id: '019aaf3a-1c52-7d10-b6a1-5f0e9d3c7b24', username: 'admin' },
  at: '2026-11-23T08:15:30.123Z',
  reason: '数据库维护',
  until: '2026-11-23T09:00:00.000Z',
};

/** Examples of the API's document. */
export const LANE: LaneState = {
  lane: 'normal',
  paused: true,
  pause: PAUSE,
  slotsPerWorker: null,
  slots: 16,
  waiting: 3,
  running: 2,
  oldestWaiting: '2026-11-23T08:16:00.000Z',
};

export const PEOPLE: LanePeople = {
  lane: 'normal',
  people: [
    { owner: { id: '019aaf3a-1c52-7d10-b6a1-5f0e9d3c7b24', username: 'admin' }, running: 4, waiting: 120 },
    { owner: { id: '019aaf3b-4e0b-7a3d-8f21-7c1d5e9b2a60', username: 'ann' }, running: 4, waiting: 0 },
  ],
};

export const TYPE: TypeState = {
  type: 'tasks.export',
  paused: false,
  pause: null,
  limits: [{ key: 'owner', concurrency: 2 }],
  limitsFrom: 'operator',
  declaredLimits: [{ key: 'owner', concurrency: 5 }],
  unique: { by: ['type', 'params', 'owner'], while: 'unfinished' },
};

export const WAITING: TaskWaiting = {
  reasons: [{ code: 'LIMIT', params: { key: 'owner', concurrency: 2 } }],
  ahead: 4,
  eta: null,
};
