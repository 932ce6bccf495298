import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Settings } from '../settings/settings.js';
import { TrustedProxies } from './trusted-proxies.js';

/** So many different refusals are logged; whoever sends made-up origins does not fill the log. */
const MOST_LOGGED = 100;

/**
 * What our own origin is, as a browser has it: decided here for sockets and for calls that work by cookie alone. A browser
 * leaves out the default port, a proxy that is trusted says what it was asked for.
 */
@Injectable()
export class OwnOrigin {
  readonly #logger = new Logger(OwnOrigin.name);
  readonly #proxies: TrustedProxies;
  readonly #logged = new Set<string>();

  constructor(@Inject(Settings) private readonly settings: Settings) {
    this.#proxies = new TrustedProxies(settings.TRUST_PROXY);
  }

  /** Whether a request comes from a page of ours, or of a site that may call us; one without an origin from no page at all. */
  allows(request: IncomingMessage): boolean {
    const { origin } = request.headers;
    if (origin === undefined || this.settings.CORS_ORIGINS.includes(origin)) {
      return true;
    }
    const own = this.#hostOf(request);
    if (isSameHost(origin, own) && isSameScheme(origin, this.#schemeOf(request))) {
      return true;
    }
    this.#logOnce(origin, own);
    return false;
  }

  #hostOf({ headers, socket }: IncomingMessage): string {
    const forwarded = this.#proxies.has(socket.remoteAddress) ? first(headers['x-forwarded-host']) : undefined;
    return forwarded ?? headers.host ?? '';
  }

  /** `null` where nobody knows: a proxy that nobody named may have ended TLS. */
  #schemeOf({ headers, socket }: IncomingMessage): string | null {
    const forwarded = this.#proxies.has(socket.remoteAddress) ? first(headers['x-forwarded-proto']) : undefined;
    return forwarded ?? ((socket as Partial<TLSSocket>).encrypted === true ? 'https' : null);
  }

  #logOnce(origin: string, own: string): void {
    const pair = `${origin.slice(0, 200)} ${own.slice(0, 200)}`;
    if (this.#logged.size < MOST_LOGGED && !this.#logged.has(pair)) {
      this.#logged.add(pair);
      this.#logger.warn(
        { origin, host: own },
        'refused: the page’s origin is not this host. Behind a proxy name it by TRUST_PROXY and let it set ' +
          'X-Forwarded-Host and X-Forwarded-Proto, or pass Host on; another site’s pages are allowed by CORS_ORIGINS',
      );
    }
  }
}

function first(header: string | string[] | undefined): string | undefined {
  return [header].flat()[0]?.split(',')[0]?.trim() || undefined;
}

/** Compared as addresses, of the scheme that the origin has: its default port may be left out on either side. */
function isSameHost(origin: string, host: string): boolean {
  const url = URL.parse(origin);
  return url !== null && URL.parse(`${url.protocol}//${host}`)?.host === url.host;
}

function isSameScheme(origin: string, scheme: string | null): boolean {
  return scheme === null || origin.startsWith(`${scheme}://`);
}
