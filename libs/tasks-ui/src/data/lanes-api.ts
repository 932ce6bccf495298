import { inject, Injectable } from '@angular/core';
import type {
  ChangeLaneRequest,
  LaneState,
  LaneStates,
  PeopleOfLanes,
  PauseRequest,
  TaskPriority,
  TypeLimit,
  TypeStates,
} from '@task-queue/contracts';
import { ApiCalls } from './api-calls';

/** What is paused and resumed. */
export type Steered =
  { readonly kind: 'lanes'; readonly name: TaskPriority } | { readonly kind: 'types'; readonly name: string };

/** Lanes and types over REST, for operators. Every method throws `ProblemError` alone. */
@Injectable({ providedIn: 'root' })
export class LanesApi {
  readonly #calls = inject(ApiCalls);

  lanes(): Promise<LaneStates> {
    return this.#calls.json('GET', '/lanes');
  }

  people(): Promise<PeopleOfLanes> {
    return this.#calls.json('GET', '/lanes/people');
  }

  types(): Promise<TypeStates> {
    return this.#calls.json('GET', '/types');
  }

  async pause(what: Steered, request: PauseRequest): Promise<void> {
    await this.#calls.json('POST', `${addressOf(what)}/pause`, request);
  }

  async resume(what: Steered): Promise<void> {
    await this.#calls.json('POST', `${addressOf(what)}/resume`);
  }

  change(lane: TaskPriority, request: ChangeLaneRequest): Promise<LaneState> {
    return this.#calls.json('PATCH', `/lanes/${lane}`, request);
  }

  setLimits(type: string, limits: readonly TypeLimit[]): Promise<readonly TypeLimit[]> {
    return this.#calls.json('PUT', `${addressOf({ kind: 'types', name: type })}/limits`, limits);
  }

  /** Those that the handler declares count again. */
  removeLimits(type: string): Promise<void> {
    return this.#calls.json('DELETE', `${addressOf({ kind: 'types', name: type })}/limits`);
  }
}

function addressOf({ kind, name }: Steered): string {
  return `/${kind}/${encodeURIComponent(name)}`;
}
