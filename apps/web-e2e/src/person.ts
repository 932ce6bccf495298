import { expect, type APIRequestContext, type Page } from '@playwright/test';
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
  private constructor(
    private readonly request: APIRequestContext,
    private readonly token: string,
  ) {}

  static async signIn(request: APIRequestContext): Promise<Integrator> {
    const response = await request.post('/api/auth/login', { data: { username: 'admin', password: PASSWORD } });
    expect(response.status()).toBe(200);
    return new Integrator(request, ((await response.json()) as LoginResponse).accessToken);
  }

  async create(task: CreateTaskRequest): Promise<Task> {
    const response = await this.request.post('/api/tasks', { data: task, headers: this.headers() });
    expect(response.status()).toBe(201);
    return (await response.json()) as Task;
  }

  async list(query: string): Promise<TaskPage> {
    const response = await this.request.get(`/api/tasks?${query}`, { headers: this.headers() });
    expect(response.status()).toBe(200);
    return (await response.json()) as TaskPage;
  }

  async get(id: string): Promise<Task> {
    const response = await this.request.get(`/api/tasks/${id}`, { headers: this.headers() });
    expect(response.status()).toBe(200);
    return (await response.json()) as Task;
  }

  private headers(): Record<string, string> {
    return { authorization: `Bearer ${this.token}` };
  }
}
