/** The path of an address as the router reads it, so that `/%61pi` is `/api` everywhere, and `/api%2Ftasks` is not `/api/tasks`. */
export function pathOf(url: string): string {
  const path = url.split(/[?#]/, 1)[0]!;
  try {
    return decodeURI(path);
  } catch {
    return path; // the router refuses it
  }
}
