import { randomUUID } from 'node:crypto';
import { expect, type BrowserContext, type Locator, type Page } from '@playwright/test';
import type {
  BulkOutcome,
  BulkRequest,
  CreateTaskRequest,
  LaneState,
  LoginResponse,
  Schedule,
  ScheduleDraft,
  SchedulePage,
  SessionUser,
  Task,
  TaskPage,
  TaskPriority,
  UserRole,
} from '@task-queue/contracts';

const PASSWORD = process.env['E2E_PASSWORD']!;

/** An access token is used for at most this long, in milliseconds; the server's live for fifteen minutes. */
const TOKEN_AGE_MS = 600_000;

/** Opens the page as somebody who signed in before, without the form: a session of the page's own, over REST. */
export async function openAs(page: Page, person: Integrator, address = '/system/tasks'): Promise<void> {
  await signInSilently(page.context(), person);
  await page.addInitScript(() => {
    if (sessionStorage.getItem('e2e.signed-in') === null) {
      sessionStorage.setItem('e2e.signed-in', 'yes');
      localStorage.setItem('task-queue.signed-in', 'yes');
    }
  });
  await page.goto(address);
  await expectList(page);
}

/** Gives a browser the cookies of a session, over REST. */
export async function signInSilently(context: BrowserContext, { username, password }: Integrator): Promise<void> {
  const response = await context.request.post('/api/auth/login', { data: { username, password } });
  expect(response.status()).toBe(200);
}

/** Fills in the form that one signs in with, and sends it. */
export async function signInByForm(page: Page, person: Pick<Integrator, 'username' | 'password'>): Promise<void> {
  await page.getByLabel('用户名').fill(person.username);
  await page.getByLabel('密码').fill(person.password);
  await page.getByRole('button', { name: '登录' }).click();
}

/** Waits for the list, live. */
export async function expectList(page: Page): Promise<void> {
  // An address of a task opens its dialog over the list, which is then hidden from those who hear the page.
  const heading = { name: /^(任务队列|Task queue)$/, level: 1, includeHidden: true };
  await expect(page.getByRole('heading', heading)).toBeVisible();
  await expect(page.getByText('实时更新中').or(page.getByText('Live', { exact: true }))).toBeVisible();
}

/** The row of a task that the list has been told of: in an empty list it stands at once, in others it waits behind a pill. */
export async function arrived(page: Page, title: string): Promise<Locator> {
  const row = page.getByRole('row', { name: new RegExp(title) });
  const pill = page.getByRole('button', { name: /个新任务$/ });
  await expect(row.or(pill).first()).toBeVisible();
  if (await pill.isVisible()) {
    await pill.click();
  }
  return row;
}

/** Waits until a dialog has taken the focus, as it does once it has opened: text typed before goes astray. */
export async function opened(dialog: Locator): Promise<void> {
  await expect.poll(() => dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
}

/** A person as an integrator, over REST. */
export class Integrator {
  static #admin: Promise<Integrator> | undefined;
  #token: { readonly value: string; readonly atMs: number } | undefined;
  #self: Promise<SessionUser> | undefined;

  private constructor(
    readonly username: string,
    readonly password: string,
  ) {}

  /** The administrator, signed in once for all tests. */
  static signIn(): Promise<Integrator> {
    this.#admin ??= Promise.resolve(new Integrator('admin', PASSWORD));
    return this.#admin;
  }

  /** Somebody new, who sees nobody else's tasks: what other tests left behind is not in the way. */
  static async newcomer(role: UserRole = 'user'): Promise<Integrator> {
    const person = new Integrator(`e2e-${randomUUID().slice(0, 8)}`, randomUUID());
    const { username, password } = person;
    const admin = await this.signIn();
    await admin.#call<SessionUser>('POST', '/api/users', 201, { username, password, role });
    return person;
  }

  me(): Promise<SessionUser> {
    return this.#call('GET', '/api/auth/me', 200);
  }

  create(task: CreateTaskRequest): Promise<Task> {
    return this.#call('POST', '/api/tasks', 201, task);
  }

  /** Asks for what a task is there for already: that one is answered. */
  createAgain(task: CreateTaskRequest): Promise<Task> {
    return this.#call('POST', '/api/tasks', 200, task);
  }

  list(query: string): Promise<TaskPage> {
    return this.#call('GET', `/api/tasks?${query}`, 200);
  }

  get(id: string): Promise<Task> {
    return this.#call('GET', `/api/tasks/${id}`, 200);
  }

  cancel(id: string): Promise<Task> {
    return this.#call('POST', `/api/tasks/${id}/cancel`, 200);
  }

  bulk(request: BulkRequest): Promise<readonly BulkOutcome[]> {
    return this.#call('POST', '/api/tasks/bulk', 200, request);
  }

  /** Deletes all of their tasks, those that run as well, and schedules; @returns whether no task is left */
  async clear(): Promise<boolean> {
    const { id: self } = await (this.#self ??= this.me());
    const own = `createdBy=${self}`; // an administrator sees others' too
    const { items } = await this.list(`${own}&pageSize=100`);
    const running = items.filter(({ status }) => status === 'running');
    for (const { id } of running) {
      await this.#call('POST', `/api/tasks/${id}/stop`, 202, {});
    }
    if (running.length > 0) {
      await expect.poll(async () => (await this.list(`${own}&status=running`)).total, { timeout: 5_000 }).toBe(0);
    }
    const ids = items.map(({ id }) => id);
    if (ids.length > 0) {
      await this.bulk({ action: 'cancel', ids });
      await this.bulk({ action: 'delete', ids });
    }
    const { items: schedules } = await this.#call<SchedulePage>('GET', '/api/schedules?pageSize=100', 200);
    for (const { id } of schedules.filter(({ createdBy }) => createdBy.id === self)) {
      await this.#call('DELETE', `/api/schedules/${id}`, 204);
    }
    return (await this.list(own)).total === 0;
  }

  schedule(draft: ScheduleDraft): Promise<Schedule> {
    return this.#call('POST', '/api/schedules', 201, draft);
  }

  resumeLane(lane: TaskPriority): Promise<LaneState> {
    return this.#call('POST', `/api/lanes/${lane}/resume`, 200);
  }

  async #call<Body>(method: string, path: string, status: number, body?: unknown): Promise<Body> {
    return call<Body>(method, path, status, await this.#accessToken(), body);
  }

  async #accessToken(): Promise<string> {
    if (!this.#token || Date.now() - this.#token.atMs > TOKEN_AGE_MS) {
      const { username, password } = this;
      const { accessToken } = await call<LoginResponse>('POST', '/api/auth/login', 200, null, { username, password });
      this.#token = { value: accessToken, atMs: Date.now() };
    }
    return this.#token.value;
  }
}

/** Node's own client: several times as fast as the browser's. */
async function call<Body>(
  method: string,
  path: string,
  status: number,
  token: string | null,
  body?: unknown,
): Promise<Body> {
  const response = await fetch(`http://127.0.0.1:${process.env['E2E_PORT']}${path}`, {
    method,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  expect(response.status, `${method} ${path}`).toBe(status);
  return (status === 204 ? undefined : await response.json()) as Body;
}
