import type { Task } from '@task-queue/contracts';

/** What a controller needs of a Fastify reply. */
export interface Reply {
  status(code: number): this;
  header(name: string, value: string): this;
}

/** How the API's document describes where a new task is. */
export const LOCATION_HEADER = {
  Location: { description: "The task's address", schema: { type: 'string' } },
} as const;

/** A task's address beside the address it was created at, wherever the API is mounted. */
export function locationOf({ url }: { readonly url: string }, { id }: Task): string {
  return `${url.split('?')[0]!.replace(/\/bulk$/, '')}/${id}`;
}
