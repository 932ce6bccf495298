import { Injectable } from '@nestjs/common';
import { TASK_PRIORITIES, type WorkerState, type WorkerStates } from '@task-queue/contracts';
import type { TaskIdentity } from '../domain/identity.js';
import { requirePermission } from '../domain/visibility.js';
import { instant } from '../record/codec.js';
import type { WorkerReport } from '../worker/worker-report.js';
import { WorkerRoster, type AliveWorker } from '../worker/worker-roster.js';

/** Who runs tasks, for who may know. */
@Injectable()
export class WorkersService {
  constructor(private readonly roster: WorkerRoster) {}

  /** @throws ProblemError FORBIDDEN */
  async list(identity: TaskIdentity): Promise<WorkerStates> {
    requirePermission(identity, 'workers:read');
    const workers = await this.roster.alive();
    const items = workers.map(stateOf);
    return { items: items.toSorted((a, b) => a.host.localeCompare(b.host) || a.process - b.process) };
  }
}

function stateOf({ name, untilMs, report: json, slots }: AliveWorker): WorkerState {
  const report = json === null ? null : (JSON.parse(json) as WorkerReport); // `WorkerReports` wrote it
  if (report === null) {
    return { ...saidBy(name), lanes: lanesOf(slots) };
  }
  const { host, process, version, startedAtMs, leaseMs, lanes, running, eventLoopDelayMs, memory } = report;
  return {
    id: name,
    host,
    process,
    version,
    startedAt: instant(startedAtMs),
    heartbeatAt: instant(untilMs - leaseMs),
    lanes,
    running,
    eventLoopDelayMs,
    memory,
  };
}

/** What the name alone says of a worker. */
function saidBy(id: string): Omit<WorkerState, 'lanes'> {
  const [, host = id, process = '0'] = /^(.*):(\d+):\w+$/.exec(id) ?? [];
  return {
    id,
    host,
    process: Number(process),
    version: null,
    startedAt: null,
    heartbeatAt: null,
    running: [],
    eventLoopDelayMs: null,
    memory: null,
  };
}

function lanesOf(slots: string | null): WorkerState['lanes'] {
  const totals = slots === null ? [] : (JSON.parse(slots) as number[]);
  return TASK_PRIORITIES.flatMap((lane, i) => (totals[i] === undefined ? [] : [{ lane, used: 0, total: totals[i] }]));
}
