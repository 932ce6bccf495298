import { randomUUID } from 'node:crypto';
import { TASK_STATUSES, type Task, type TaskPage } from '@task-queue/contracts';
import { eventually } from './eventually.js';
import { callProgram } from './program-client.js';

/** Somebody who creates tasks without end, at whichever node answers, as through a proxy. */
export class ApiLoad {
  /** Of all tasks whose creation was acknowledged. */
  readonly ids = new Set<string>();
  readonly #nodes: string[];
  #created = 0;
  #running: Promise<void> | undefined;
  #isOver = false;

  constructor(
    nodes: readonly string[],
    private readonly token: string,
  ) {
    this.#nodes = [...nodes];
  }

  start(): void {
    this.#running = this.#go();
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#running;
  }

  /** Also at another node from now on; resolves when it has created something there. */
  async goOnAt(url: string): Promise<void> {
    this.#nodes.push(url);
    await this.goOn();
  }

  /** No longer at this node, as a proxy does before it is stopped. */
  leave(url: string): void {
    this.#nodes.splice(this.#nodes.indexOf(url), 1);
  }

  /** Resolves when twenty more are created. */
  goOn(): Promise<void> {
    const wanted = this.ids.size + 20;
    return eventually(() => this.ids.size >= wanted, 60_000);
  }

  /** Creates so many that end well, some at a second attempt, and waits for them. */
  async fill(count: number): Promise<void> {
    for (let i = 0; i < count; i += 1) {
      await this.#createNext();
    }
    await eventually(async () => (await this.unfinished()) === 0, 60_000);
  }

  /** One that ends well; resolves with its id when it has. */
  async completed(type: string, params: object): Promise<string> {
    const { id } = await this.#create({ type, params });
    await eventually(async () => (await this.task(id)).status === 'completed');
    return id;
  }

  /** One for tomorrow. */
  async createLater(): Promise<string> {
    const runAt = new Date(Date.now() + 86_400_000).toISOString();
    const { id } = await this.#create({ type: 'demo.steps', params: { steps: 1 }, runAt }, false);
    return id;
  }

  task(id: string): Promise<Task> {
    return this.#call<Task>(`/api/tasks/${id}`);
  }

  async fileOf(id: string): Promise<string> {
    const answer = await fetch(`${this.#next()}/api/tasks/${id}/artifact`, this.#signed({}));
    if (answer.status !== 200) {
      throw new Error(`The file of ${id}: ${answer.status}`);
    }
    return answer.text();
  }

  async search(words: string): Promise<readonly unknown[]> {
    return (await this.#call<TaskPage>(`/api/tasks?q=${encodeURIComponent(words)}`)).items;
  }

  /** How many of those that were acknowledged are neither completed nor failed, or are gone. */
  async unfinished(): Promise<number> {
    const { completed = 0, failed = 0 } = await this.states();
    return this.ids.size - completed - failed;
  }

  /** How many tasks there are in each state. */
  async states(): Promise<Readonly<Record<string, number>>> {
    const counted = await Promise.all(
      TASK_STATUSES.map(async (status) => {
        const { total } = await this.#call<TaskPage>(`/api/tasks?status=${status}&pageSize=1`);
        return [status, total] as const;
      }),
    );
    return Object.fromEntries(counted.filter(([, total]) => total > 0));
  }

  async #go(): Promise<void> {
    while (!this.#isOver) {
      await this.#createNext();
    }
  }

  #createNext(): Promise<Task> {
    this.#created += 1;
    const title = `report-${this.#created}`;
    return this.#create(
      this.#created % 5 === 0
        ? { type: 'demo.flaky', title, params: { failures: 1 } }
        : { type: 'demo.steps', title, params: { steps: 3, stepMs: 20 } },
    );
  }

  async #create(body: object, isCounted = true): Promise<Task> {
    const task = await this.#call<Task>('/api/tasks', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
      body: JSON.stringify(body),
    });
    if (isCounted) {
      this.ids.add(task.id);
    }
    return task;
  }

  #call<Body>(path: string, init: RequestInit = {}): Promise<Body> {
    return callProgram<Body>(this.#next(), path, this.#signed(init));
  }

  /** Each node in turn. */
  #next(): string {
    const [node, ...others] = this.#nodes;
    this.#nodes.splice(0, Infinity, ...others, node!);
    return node!;
  }

  #signed(init: RequestInit): RequestInit {
    return { ...init, headers: { ...init.headers, authorization: `Bearer ${this.token}` } };
  }
}
