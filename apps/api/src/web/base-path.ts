import type { IncomingMessage, Server } from 'node:http';

/**
 * Where a proxy shows us: below `/tools/tasks`, say. Routes, hooks and sockets know nothing of it. A proxy may take the path
 * off or hand it on, and a probe that asks this process itself leaves it out: all of them mean the same.
 */
export class BasePath {
  readonly #prefix: RegExp;

  /** @param path - with a slash before and none behind; empty for the root */
  constructor(readonly path: string) {
    this.#prefix = new RegExp(`^(https?://[^/]*)?${path.replaceAll('.', '\\.')}(?=[/?]|$)`);
  }

  /** An address as our routes have it. */
  strip(url: string): string {
    const stripped = this.path === '' ? url : url.replace(this.#prefix, '$1');
    return stripped.startsWith('?') || stripped === '' ? `/${stripped}` : stripped;
  }

  /**
   * Has everything that listens to a server see addresses without the path; the one that people reach it by is kept as
   * `originalUrl`, as everywhere in Node. To be called when all that listens does.
   */
  takeOff(server: Server): void {
    if (this.path === '') {
      return;
    }
    const rewrite = (request: IncomingMessage & { originalUrl?: string }): void => {
      const url = this.strip(request.url ?? '/');
      request.url = url;
      request.originalUrl = url.replace(/^(https?:\/\/[^/]*)?/, `$1${this.path}`);
    };
    server.prependListener('request', rewrite);
    server.prependListener('upgrade', rewrite);
  }
}
