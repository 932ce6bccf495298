import { randomUUID } from 'node:crypto';

const made = new WeakMap<object, string>();

/** What a call is named by in the logs: the id its server gave it, or one of ours where it gives none, as Express does. */
export function requestIdOf(request: { readonly id?: unknown }): string {
  const { id } = request;
  if (typeof id === 'string' || typeof id === 'number') {
    return String(id);
  }
  const own = made.get(request) ?? randomUUID();
  made.set(request, own);
  return own;
}
