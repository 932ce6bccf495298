import type {
  ArtifactLink,
  BatchCreateOutcome,
  BulkOutcome,
  ServerTime,
  Task,
  TaskPage,
  TaskStats,
  TaskSummary,
  TaskType,
} from '@task-queue/contracts';

// One story for the whole document: an export that failed once, was retried by itself and completed.

const summary: TaskSummary = {
  id: '019aaf3c-8d2b-7c4e-9f10-2b6d1e7a9c55',
  type: 'tasks.export',
  title: '十一月任务导出',
  status: 'completed',
  priority: 'normal',
  progress: 100,
  progressText: '已写入 1,000 / 1,000 行',
  resultSummary: '已导出 1,000 行',
  error: null,
  retryCount: 1,
  maxRetries: 2,
  timeoutMs: 3_600_000,
  runAt: null,
  startWithinMs: null,
  deadlineAt: '2026-11-23T09:00:00.000Z',
  deadline: { state: 'ok' },
  createdBy: { id: '019aaf3a-1c52-7d10-b6a1-5f0e9d3c7b24', username: 'admin' },
  createdAt: '2026-11-23T08:15:30.123Z',
  startedAt: '2026-11-23T08:15:32.480Z',
  finishedAt: '2026-11-23T08:15:33.012Z',
  artifact: { name: 'tasks-2026-11-23-081532.csv', contentType: 'text/csv; charset=utf-8', sizeBytes: 48_213 },
  stop: null,
  cancelledBecause: null,
  scheduleId: null,
  version: 9,
};

const pendingSummary: TaskSummary = {
  ...summary,
  status: 'pending',
  error: null,
  progress: 0,
  progressText: null,
  resultSummary: null,
  retryCount: 0,
  startedAt: null,
  finishedAt: null,
  artifact: null,
  version: 1,
};

const worker = 'worker-1:4711:9f2c1a';

/** A task as it is when it was just created. */
export const PENDING_TASK: Task = {
  ...pendingSummary,
  params: { format: 'csv', filter: { status: ['failed'] } },
  result: null,
  attempts: [],
  log: [],
  logDropped: 0,
};

/** The same one a few seconds later. */
export const COMPLETED_TASK: Task = {
  ...summary,
  params: PENDING_TASK.params,
  result: { format: 'csv', rows: 1_000, file: 'tasks-2026-11-23-081532.csv', sizeBytes: 48_213 },
  attempts: [
    {
      number: 1,
      startedAt: '2026-11-23T08:15:30.140Z',
      finishedAt: '2026-11-23T08:15:30.205Z',
      outcome: 'failed',
      error: { message: 'The disk is full', code: 'HANDLER_ERROR', attempt: 1, fingerprint: '1f0c2a9b7d3e4f58' },
      worker,
    },
    {
      number: 2,
      startedAt: '2026-11-23T08:15:32.480Z',
      finishedAt: '2026-11-23T08:15:33.012Z',
      outcome: 'completed',
      error: null,
      worker,
    },
  ],
  log: [{ at: '2026-11-23T08:15:32.481Z', attempt: 2, line: 'Opened the source' }],
  logDropped: 0,
};

export const CANCELLED_TASK: Task = {
  ...PENDING_TASK,
  status: 'cancelled',
  error: null,
  finishedAt: '2026-11-23T08:15:31.007Z',
  cancelledBecause: 'user',
  version: 2,
};

/** The same one while it ran, had somebody stopped it. */
export const STOPPING_TASK: Task = {
  ...PENDING_TASK,
  status: 'running',
  error: null,
  progress: 40,
  startedAt: '2026-11-23T08:15:30.140Z',
  attempts: [{ ...COMPLETED_TASK.attempts[0]!, finishedAt: null, outcome: 'running', error: null }],
  stop: {
    state: 'requested',
    by: summary.createdBy,
    at: '2026-11-23T08:15:31.007Z',
    reason: '数据有误，重新导出',
    forceAt: '2026-11-23T08:16:01.007Z',
  },
  version: 4,
};

export const RETRIED_TASK: Task = {
  ...PENDING_TASK,
  status: 'pending',
  error: null,
  attempts: COMPLETED_TASK.attempts.slice(0, 1),
  version: 5,
};

export const BULK_TASK: Task = {
  ...PENDING_TASK,
  type: 'tasks.bulk',
  title: '批量操作',
  params: { action: 'cancel', filter: { status: ['pending'] }, snapshot: '6c0b7a56-0d51-4d3e-8f5c-0c8f1f3d2b7a' },
};

export const TASK_PAGE: TaskPage = { items: [summary], total: 1, page: 1, pageSize: 20, totalPages: 1 };

export const TASK_STATS: TaskStats = {
  total: 3,
  byStatus: { pending: 1, running: 0, completed: 2, failed: 0, cancelled: 0 },
  byType: { 'tasks.export': 3 },
};

export const SERVER_TIME: ServerTime = { now: '2026-11-23T08:15:31.207Z' };

export const BULK_OUTCOMES: readonly BulkOutcome[] = [
  { id: summary.id, ok: true },
  { id: '019aaf3d-02aa-7f5b-8c1e-9d4b7a610e33', ok: false, code: 'TASK_RUNNING' },
];

export const BATCH_OUTCOMES: readonly BatchCreateOutcome[] = [
  { ok: true, status: 201, task: PENDING_TASK },
  {
    ok: false,
    status: 422,
    problem: {
      type: 'urn:task-queue:problem:validation-failed',
      title: 'Unprocessable Entity',
      status: 422,
      detail: '有些字段不符合要求',
      code: 'VALIDATION_FAILED',
      errors: [{ field: 'params.format', message: '必须是以下之一：csv, xlsx, json' }],
      requestId: '6f0c1c4e-3f0b-4a44-9d0e-8f1f5a3b2c1d',
    },
  },
];

export const TASK_TYPES: readonly TaskType[] = [
  {
    type: 'tasks.export',
    title: { zh: '批量导出', en: 'Batch export' },
    description: { zh: '把任务历史导出为文件', en: 'Writes the task history to a file to download' },
    paramsSchema: {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      properties: {
        format: {
          title: '格式',
          'x-title': { zh: '格式', en: 'Format' },
          enum: ['csv', 'xlsx', 'json'],
          default: 'csv',
        },
      },
      additionalProperties: false,
    },
    defaults: { priority: 'normal', maxRetries: 2, timeoutMs: 3_600_000 },
    isInternal: false,
    stoppable: true,
  },
];

export const ARTIFACT_LINK: ArtifactLink = {
  url: `/api/tasks/${summary.id}/artifact/download?signature=QmFzZTY0dXJs-and_no_more`,
  expiresAt: '2026-11-23T08:17:02.345Z',
};
