/**
 * The path of something of the server's, e.g. `/api`, or `/tools/tasks/api` where the page is served below a path of its host.
 *
 * @param path - from where the page is served, without a slash before
 */
export function fromBase(path: string): string {
  return new URL(path, document.baseURI).pathname;
}
