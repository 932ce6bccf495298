import { request } from 'node:http';
import { io, type Socket } from 'socket.io-client';

/** A call of a host's own routes, and the status it is known to have. */
export interface Call {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly status: number;
}

/** All that is answered. */
export interface Answer {
  readonly status: number | undefined;
  /** As they are sent, in their order. */
  readonly headers: readonly string[];
  readonly body: string;
}

/** A call's answer, with nothing of when it was given and to which connection. */
export function answerTo(url: string, { method = 'GET', path, headers = {}, body }: Call): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(`${url}${path}`, { method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.once('error', reject);
      response.once('end', () => {
        const { statusCode: status, rawHeaders } = response;
        resolve({ status, headers: withoutDate(rawHeaders), body: text.replace(/"sid":"[^"]*"/, '"sid":"…"') });
      });
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

/** @param headers - names and values in turn */
function withoutDate(headers: readonly string[]): string[] {
  const lines: string[] = [];
  for (let i = 0; i < headers.length; i += 2) {
    lines.push(`${headers[i]}: ${headers[i + 1]}`);
  }
  return lines.filter((line) => !/^date: /i.test(line));
}

/** Connects to a namespace. @throws Error why it was not let in */
export async function connected(url: string, namespace: string): Promise<Socket> {
  const socket = io(`${url}${namespace}`, { transports: ['websocket'], forceNew: true, reconnection: false });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', (error) => {
      socket.close();
      reject(error);
    });
  });
  return socket;
}

/**
 * Creates a task by REST, hears at a socket that it is complete, and reads its result.
 *
 * @param path - where REST is
 * @returns its result, and all that was heard of it
 */
export async function greet(
  url: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ result: unknown; heard: string[] }> {
  const socket = await connected(url, '/tasks');
  try {
    const heard: { name: string; taskId: string }[] = [];
    let hear = (): void => undefined;
    socket.onAny((name: string, event: { taskId: string }) => {
      heard.push({ name, taskId: event.taskId });
      hear();
    });
    await socket.emitWithAck('tasks:subscribe');
    const created = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ type: 'greet', params: { name: 'Ada' } }),
    });
    if (created.status !== 201) {
      throw new Error(`${created.status}: ${await created.text()}`);
    }
    const { id } = (await created.json()) as { id: string };
    const ofTask = (): string[] => heard.filter(({ taskId }) => taskId === id).map(({ name }) => name);
    while (!ofTask().includes('task:completed')) {
      await new Promise<void>((resolve) => (hear = resolve));
    }
    const { result } = (await (await fetch(`${url}${path}/${id}`, { headers })).json()) as { result: unknown };
    return { result, heard: ofTask() };
  } finally {
    socket.close();
  }
}
