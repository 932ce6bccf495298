import type { Task } from '@task-queue/contracts';

/** What a controller needs of a request. */
export interface CallRequest {
  readonly id?: unknown;
  readonly url: string;
  /** Where a host has mounted its application below another, `url` is what is left. */
  readonly originalUrl?: string;
}

/** What a controller needs of a reply: Fastify's and Express's have it. */
export interface Reply {
  status(code: number): this;
  header(name: string, value: string): this;
}

/** How the API's document describes where a new task is. */
export const LOCATION_HEADER = {
  Location: { description: "The task's address", schema: { type: 'string' } },
} as const;

/** A task's address beside the address it was created at, wherever the API is mounted. */
export function locationOf(request: CallRequest, { id }: Task): string {
  return `${pathOf(request).replace(/\/bulk$/, '')}/${id}`;
}

/** The path that a caller has called. */
export function pathOf({ url, originalUrl = url }: CallRequest): string {
  return originalUrl.split('?')[0]!.replace(/\/+$/, '');
}
