/**
 * The path of an address as the router reads it, so that `/%61pi` is `/api` everywhere, and `/api%2Ftasks` is not `/api/tasks`.
 * A proxy may ask for a whole address (RFC 9112, 3.2.2).
 */
export function pathOf(url: string): string {
  const path = (url.startsWith('/') ? url : url.replace(/^https?:\/\/.*?\//, '/')).split(/[?#]/, 1)[0]!;
  if (!path.includes('%')) {
    return path;
  }
  try {
    return decodeURI(path);
  } catch {
    return path; // the router refuses it
  }
}
