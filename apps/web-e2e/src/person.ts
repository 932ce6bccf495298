import { expect, type Page } from '@playwright/test';
import type { CreateTaskRequest, LoginResponse, Task, TaskPage } from '@task-queue/contracts';

const PASSWORD = process.env['E2E_PASSWORD']!;

/** Signs in through the page and waits for the list. */
export async function signIn(page: Page): Promise<void> {
  await page.goto('/');
  await page.getByLabel('用户名').fill('admin');
  await page.getByLabel('密码').fill(PASSWORD);
  await page.getByRole('button', { name: '登录' }).click();
  await expect(page.getByRole('heading', { name: '任务队列' })).toBeVisible();
  await expect(page.getByText('实时更新中')).toBeVisible();
}

/** The same person as an integrator, over REST. */
export class Integrator {
  private constructor(private readonly token: string) {}

  static async signIn(): Promise<Integrator> {
    const body = JSON.stringify({ username: 'admin', password: PASSWORD });
    return new Integrator((await call<LoginResponse>('POST', '/api/auth/login', 200, { body })).accessToken);
  }

  create(task: CreateTaskRequest): Promise<Task> {
    return call('POST', '/api/tasks', 201, { token: this.token, body: JSON.stringify(task) });
  }

  list(query: string): Promise<TaskPage> {
    return call('GET', `/api/tasks?${query}`, 200, { token: this.token });
  }

  get(id: string): Promise<Task> {
    return call('GET', `/api/tasks/${id}`, 200, { token: this.token });
  }
}

/** Node's own client: several times as fast as the browser's, for tests that make thousands of tasks. */
async function call<Body>(
  method: string,
  path: string,
  status: number,
  { token, body }: { readonly token?: string; readonly body?: string },
): Promise<Body> {
  const response = await fetch(`http://127.0.0.1:${process.env['E2E_PORT']}${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body }),
  });
  expect(response.status).toBe(status);
  return (await response.json()) as Body;
}
