import type { LoginResponse, ProviderAddress } from '@task-queue/contracts';
import type { Answer } from '../answer.js';
import { PUBLIC_URL } from './openid-provider.js';

/** Where the browser ended, and what stood there. */
interface Arrived {
  readonly url: string;
  readonly status: number;
  readonly text: string;
}

/** A browser as far as the way to a provider needs one: it keeps cookies and goes where it is led. */
export class Browser {
  readonly #cookies = new Map<string, Map<string, string>>();

  /** @param apiUrl - where {@link PUBLIC_URL} really is */
  constructor(private apiUrl: string) {}

  /** {@link PUBLIC_URL} is somewhere else from now on. */
  moveTo(apiUrl: string): void {
    this.apiUrl = apiUrl;
  }

  /** Goes to the provider and signs in. @returns the address that it sends the browser back to, not gone to yet */
  async signInThere(name: string, returnTo?: string): Promise<string> {
    const form = await this.go((await this.begin(returnTo)).body.url);
    return form.url.includes('/test/interaction/') ? this.submit(form.url, { login: name }) : form.url;
  }

  /** Signs in. @returns the address of the page that it ends on */
  async signIn(name: string, returnTo?: string): Promise<URL> {
    return this.comeBack(await this.signInThere(name, returnTo));
  }

  /** Goes to the address that the provider sent it back to. */
  async comeBack(url: string): Promise<URL> {
    return new URL((await this.go(url, {}, (at) => at.startsWith(`${PUBLIC_URL}/login`))).url);
  }

  /** Sends a form. @returns where that leads back to us, without going there */
  async submit(url: string, form: Readonly<Record<string, string>>): Promise<string> {
    const body = new URLSearchParams(form).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return (await this.go(url, { method: 'POST', body, headers }, (at) => at.startsWith(PUBLIC_URL))).url;
  }

  /** A call of the page with its cookies. */
  async call<Body>(path: 'refresh' | 'logout' | 'oidc/login', request?: object): Promise<Answer<Body>> {
    const headers = { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' };
    const init = request === undefined ? {} : { headers, body: JSON.stringify(request) };
    const response = await this.#fetch(`${PUBLIC_URL}/api/auth/${path}`, { method: 'POST', ...init });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: (text === '' ? '' : JSON.parse(text)) as Body };
  }

  /** Presses the button of the login page. */
  begin(returnTo?: string): Promise<Answer<ProviderAddress>> {
    return this.call<ProviderAddress>('oidc/login', { returnTo });
  }

  refresh(): Promise<Answer<LoginResponse>> {
    return this.call<LoginResponse>('refresh');
  }

  /** Goes somewhere, and where that leads: until a page, or an address that is not gone to. */
  async go(url: string, init: RequestInit = {}, isEnd: (url: string) => boolean = () => false): Promise<Arrived> {
    if (isEnd(url)) {
      return { url, status: 0, text: '' };
    }
    const response = await this.#fetch(url, init);
    const location = response.headers.get('location');
    return location === null
      ? { url, status: response.status, text: await response.text() }
      : this.go(new URL(location, url).href, {}, (at) => isEnd(at) || at.startsWith(`${PUBLIC_URL}/login`));
  }

  /** The names of the cookies that the browser has of us. */
  get ownCookies(): readonly string[] {
    return [...(this.#cookies.get(PUBLIC_URL) ?? new Map<string, string>()).keys()];
  }

  async #fetch(url: string, init: RequestInit): Promise<Response> {
    const { origin } = new URL(url);
    const kept = this.#cookies.get(origin) ?? new Map<string, string>();
    this.#cookies.set(origin, kept);
    const cookie = [...kept].map(([name, value]) => `${name}=${value}`).join('; ');
    const real = origin === PUBLIC_URL ? url.replace(PUBLIC_URL, this.apiUrl) : url;
    const headers = { ...(init.headers as Record<string, string> | undefined), ...(cookie === '' ? {} : { cookie }) };
    const response = await fetch(real, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!; // it is a cookie
      if (/max-age=0|expires=thu, 01 jan 1970/i.test(line)) {
        kept.delete(name!);
      } else {
        kept.set(name!, value!);
      }
    }
    return response;
  }
}
