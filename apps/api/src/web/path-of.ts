/** The path of an address as the router reads it, so that `/%61pi` is `/api` everywhere. */
export function pathOf(url: string): string {
  const path = url.split(/[?#;]/, 1)[0]!;
  try {
    return decodeURIComponent(path);
  } catch {
    return path; // the router refuses it
  }
}
