import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Settings } from '../settings/settings.js';
import { FirstTimes } from './first-times.js';
import { TrustedProxies } from './trusted-proxies.js';

/** What proxies call the scheme of a WebSocket, and its page's. */
const PAGE_SCHEMES: Readonly<Record<string, string>> = { ws: 'http', wss: 'https' };

/** What a browser has in its address bar for us. */
interface Own {
  /** `null` where nobody knows: a proxy that nobody named may have ended TLS. */
  readonly scheme: string | null;
  /** With the port, or without where it may be the default one; more than one where a proxy tells the port apart. */
  readonly hosts: readonly string[];
}

/**
 * What our own origin is, as a browser has it: decided here for sockets, for calls that work by cookie alone, and for the
 * cookies. A browser leaves out the default port, a proxy that is trusted says what it was asked for.
 */
@Injectable()
export class OwnOrigin {
  readonly #logger = new Logger(OwnOrigin.name);
  readonly #proxies: TrustedProxies;
  readonly #logged = new FirstTimes();

  /** Below which all our pages and calls are: its cookies are for nobody beside it. */
  readonly path: string;

  constructor(@Inject(Settings) private readonly settings: Settings) {
    this.path = settings.BASE_PATH || '/';
    this.#proxies = new TrustedProxies(settings.TRUST_PROXY);
  }

  /**
   * Whether a request comes from a page of ours, or of a site that may call us. The browser itself says so (Fetch
   * Metadata); where it does not, its origin counts, and a request without one comes from no page at all.
   */
  allows(request: IncomingMessage): boolean {
    const { origin } = request.headers;
    if (origin !== undefined && this.settings.CORS_ORIGINS.includes(origin)) {
      return true;
    }
    const site = siteOf(request);
    if (site === 'same-origin' || site === 'none') {
      return true;
    }
    const own = this.#own(request);
    if (site === undefined && (origin === undefined || isOwn(origin, own))) {
      return true;
    }
    this.#logOnce(origin, own);
    return false;
  }

  /** Whether the browser came over TLS, as far as anybody knows. */
  isSecure(request: IncomingMessage): boolean {
    return this.#own(request).scheme === 'https';
  }

  #own({ headers, socket }: IncomingMessage): Own {
    const isTrusted = this.#proxies.has(socket.remoteAddress);
    const forwarded = (name: string): string | undefined => (isTrusted ? first(headers[name]) : undefined);
    const host = forwarded('x-forwarded-host') ?? headers.host ?? '';
    const port = forwarded('x-forwarded-port');
    const scheme = forwarded('x-forwarded-proto')?.toLowerCase() ?? (isEncrypted(socket) ? 'https' : null);
    return {
      scheme: scheme === null ? null : (PAGE_SCHEMES[scheme] ?? scheme),
      hosts: port === undefined || /:\d+$/.test(host) ? [host] : [host, `${host}:${port}`],
    };
  }

  #logOnce(origin = 'none', { scheme, hosts }: Own): void {
    const own = scheme === null ? hosts[0]! : `${scheme}://${hosts[0]}`;
    if (this.#logged.isFirst(`${origin} ${own}`)) {
      this.#logger.warn(
        { origin, host: own },
        'refused: the page’s origin is not this host. Behind a proxy name it by TRUST_PROXY and let it set ' +
          'X-Forwarded-Host and X-Forwarded-Proto, or pass Host on; where it cannot, and for another site’s pages, name ' +
          'the origin in CORS_ORIGINS',
      );
    }
  }
}

function isEncrypted(socket: Socket): boolean {
  return 'encrypted' in socket && socket.encrypted === true;
}

/** Not believed of a WebSocket: browsers compare its own scheme, `wss`, with the page's. */
function siteOf({ headers }: IncomingMessage): string | undefined {
  return headers['sec-fetch-mode'] === 'websocket' ? undefined : first(headers['sec-fetch-site']);
}

/** What the first of several proxies says: the one that the browser asked. */
function first(header: string | string[] | undefined): string | undefined {
  return [header].flat()[0]?.split(',')[0]?.trim() || undefined;
}

/** Compared as addresses, of the scheme that the origin has: its default port may be left out on either side. */
function isOwn(origin: string, { scheme, hosts }: Own): boolean {
  const url = URL.parse(origin);
  return (
    url !== null &&
    /^https?:$/.test(url.protocol) && // no application's own scheme, such as capacitor://localhost
    (scheme === null || url.protocol === `${scheme}:`) &&
    hosts.some((host) => URL.parse(`${url.protocol}//${host}`)?.host === url.host)
  );
}
