import { inject, Injectable } from '@angular/core';
import type {
  Schedule,
  ScheduleChange,
  ScheduleDraft,
  SchedulePage,
  SchedulePreview,
  SchedulePreviewRequest,
  ScheduleTicks,
  Task,
} from '@task-queue/contracts';
import { ApiCalls } from './api-calls';
import { ServerClock } from './server-clock';

/** Schedules over REST. Every method throws `ProblemError` alone. */
@Injectable({ providedIn: 'root' })
export class SchedulesApi {
  readonly #calls = inject(ApiCalls);
  readonly #clock = inject(ServerClock);

  /** A page, once it is known what time it is: «in three hours» needs that. */
  async list(page: number, pageSize: number): Promise<SchedulePage> {
    const [read] = await Promise.all([
      this.#calls.json<SchedulePage>('GET', `/schedules?page=${page}&pageSize=${pageSize}`),
      this.#clock.known(),
    ]);
    return read;
  }

  get(id: string): Promise<Schedule> {
    return this.#calls.json('GET', addressOf(id));
  }

  create(draft: ScheduleDraft): Promise<Schedule> {
    return this.#calls.json('POST', '/schedules', draft);
  }

  change(id: string, change: ScheduleChange): Promise<Schedule> {
    return this.#calls.json('PATCH', addressOf(id), change);
  }

  remove(id: string): Promise<void> {
    return this.#calls.json('DELETE', addressOf(id));
  }

  pause(id: string): Promise<Schedule> {
    return this.#calls.json('POST', `${addressOf(id)}/pause`);
  }

  resume(id: string): Promise<Schedule> {
    return this.#calls.json('POST', `${addressOf(id)}/resume`);
  }

  /** Creates a task now; ticks stay as they are. */
  run(id: string): Promise<Task> {
    return this.#calls.json('POST', `${addressOf(id)}/run`);
  }

  /** What became of the latest ticks, the newest first. */
  ticks(id: string): Promise<ScheduleTicks> {
    return this.#calls.json('GET', `${addressOf(id)}/ticks`);
  }

  /** The next times of a timing that is not saved yet. */
  preview(request: SchedulePreviewRequest): Promise<SchedulePreview> {
    return this.#calls.json('POST', '/schedules/preview', request);
  }
}

function addressOf(id: string): string {
  return `/schedules/${encodeURIComponent(id)}`;
}
