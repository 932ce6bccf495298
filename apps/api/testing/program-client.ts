import { randomUUID } from 'node:crypto';
import { setTimeout as elapsed } from 'node:timers/promises';
import type { CreateTaskRequest, LoginResponse, Task } from '@task-queue/contracts';
import { PASSWORD } from './start-api.js';

const MOST_TRIES = 10;

/**
 * Asks a program in a process of its own. One that can't answer for now (503) is asked again when it says: a machine that
 * stands still for longer than a person is left waiting is not what these tests are about.
 *
 * @throws Error with what it said, for any other refusal
 */
export async function callProgram<Body>(url: string, path: string, init: RequestInit = {}): Promise<Body> {
  for (let tries = 1; ; tries += 1) {
    const answer = await fetch(url + path, init);
    const said = await answer.text();
    if (answer.ok) {
      return JSON.parse(said) as Body;
    }
    if (answer.status !== 503 || tries === MOST_TRIES) {
      throw new Error(`${init.method ?? 'GET'} ${path}: ${answer.status} ${said}`);
    }
    await elapsed(Number(answer.headers.get('retry-after')) * 1000);
  }
}

/** Signs in as the administrator. */
export function signIn(url: string): Promise<LoginResponse> {
  return post<LoginResponse>(url, '/api/auth/login', { username: 'admin', password: PASSWORD });
}

/** Signs in and creates a task, once however often it is asked. */
export async function createTask(
  url: string,
  task: CreateTaskRequest,
  headers: Readonly<Record<string, string>> = {},
): Promise<Task & Pick<LoginResponse, 'accessToken'>> {
  const { accessToken } = await signIn(url);
  const given = { ...headers, authorization: `Bearer ${accessToken}`, 'idempotency-key': randomUUID() };
  return { ...(await post<Task>(url, '/api/tasks', task, given)), accessToken };
}

function post<Body>(
  url: string,
  path: string,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Body> {
  const all = { ...headers, 'content-type': 'application/json' };
  return callProgram(url, path, { method: 'POST', headers: all, body: JSON.stringify(body) });
}
