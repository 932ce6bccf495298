import type { Redis } from 'ioredis';
import { MAX_SHARED_VIEWS, MAX_VIEWS_PER_PERSON, type TaskView } from '@task-queue/contracts';
import { ProblemError } from '@task-queue/problems';
import type { Clock } from '../domain/clock.js';
import { throwStoreError } from '../record/store-error.js';
import { scriptRunner, type RunScript } from '../scripts/scripts.js';

/** A view, and the text that it is kept as. */
export interface KeptView {
  readonly json: string;
  readonly view: TaskView;
}

/** Views as they are kept: by owner, and which of them are shared. */
export class ViewStore {
  readonly #run: RunScript;

  constructor(
    private readonly redis: Redis,
    private readonly clock: Clock,
    private readonly prefix: string,
  ) {
    this.#run = scriptRunner(redis, clock, prefix);
  }

  nowMs(): number {
    return this.clock.nowMs();
  }

  /**
   * @param before - as it was read; `null` for a new one
   * @returns whether it was still so
   * @throws ProblemError TOO_MANY_VIEWS; VIEW_NOT_FOUND of one that is not new and not there
   */
  async put(view: TaskView, before: KeptView | null): Promise<boolean> {
    const answer = await this.#run(
      'putView',
      this.#keyOf(view.createdBy.id),
      view.id,
      JSON.stringify(view),
      before?.json ?? '',
      view.shared ? 1 : 0,
      view.createdBy.id,
      MAX_VIEWS_PER_PERSON,
      MAX_SHARED_VIEWS,
    ).catch(throwStoreError);
    if (answer !== 'ok' && answer !== 'changed') {
      throw new ProblemError(answer as ProblemError['code']); // the script refuses in the words of ErrorCode
    }
    return answer === 'ok';
  }

  async find(owner: string, id: string): Promise<KeptView | null> {
    const json = await this.redis.hget(this.#keyOf(owner), id).catch(throwStoreError);
    return json === null ? null : { json, view: JSON.parse(json) as TaskView }; // `put` wrote it
  }

  /** @returns whether it was there */
  async remove(owner: string, id: string): Promise<boolean> {
    return (await this.#run('removeView', this.#keyOf(owner), id).catch(throwStoreError)) === 1;
  }

  async ofOwner(owner: string): Promise<readonly TaskView[]> {
    const views = await this.redis.hvals(this.#keyOf(owner)).catch(throwStoreError);
    return views.map((json) => JSON.parse(json) as TaskView); // `put` wrote it
  }

  /** Those that people share, whoever they are. */
  async shared(): Promise<readonly TaskView[]> {
    const owners = Object.entries(await this.redis.hgetall(this.#sharedKey).catch(throwStoreError));
    const pipeline = this.redis.pipeline();
    owners.forEach(([id, owner]) => pipeline.hget(this.#keyOf(owner), id));
    const views = (await pipeline.exec().catch(throwStoreError)) ?? [];
    return views.flatMap(([error, json]) => {
      if (error !== null) {
        return throwStoreError(error);
      }
      return json === null ? [] : [JSON.parse(json as string) as TaskView]; // `put` wrote it
    });
  }

  get #sharedKey(): string {
    return `${this.prefix}:shared-views`;
  }

  #keyOf(owner: string): string {
    return `${this.prefix}:views:${owner}`;
  }
}
