import { inject, Injectable } from '@angular/core';
import { SchedulesApi } from './schedules-api';

/** What schedules are called, for what only names them. */
@Injectable({ providedIn: 'root' })
export class ScheduleNames {
  readonly #api = inject(SchedulesApi);

  /** `null` of one that is gone, or that the person may not see. */
  async of(id: string): Promise<string | null> {
    try {
      return (await this.#api.get(id)).name;
    } catch {
      return null;
    }
  }
}
