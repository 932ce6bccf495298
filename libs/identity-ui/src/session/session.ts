import { Location } from '@angular/common';
import { HttpClient, HttpErrorResponse } from '@angular/common/http';
import { computed, DestroyRef, inject, Injectable, signal } from '@angular/core';
import { Router, type Params } from '@angular/router';
import { TranslocoService } from '@jsverse/transloco';
import {
  MAX_RETURN_TO,
  permissionsOf,
  type BeginSingleSignOnRequest,
  type ChangePasswordRequest,
  type EndSessionAddress,
  type LoginRequest,
  type LoginResponse,
  type Permission,
  type ProviderAddress,
  type SignedInUser,
} from '@task-queue/contracts';
import { forgetStored, ownName, readStored, writeStored } from '@task-queue/ui/storage';
import { elapsedMs, type Mark, markNow } from '@task-queue/ui/timing';
import { firstValueFrom } from 'rxjs';
import { IDENTITY_UI_OPTIONS } from '../provide-identity-ui';

/** Set while this browser may hold a session's cookie, so that a first visit asks the server for nothing. */
const SIGNED_IN_FLAG = 'task-queue.signed-in';

/** The other tabs of this browser, and the lock that lets one of them refresh at a time. */
const CHANNEL = 'task-queue.session';

/** Tells the login page that the server knows nothing of a sign-out. */
export const UNTOLD_SIGN_OUT: Params = { signOut: 'untold' };

/** A token is replaced when it has less than this left, in milliseconds. */
const RENEW_BEFORE_MS = 60_000;

/** A failed renewal in the background is tried again after this, in milliseconds. */
const RENEW_AGAIN_MS = 15_000;

interface AccessToken {
  readonly value: string;
  readonly lifetimeMs: number;
  readonly since: Mark;
}

/** What one tab tells the others. */
type SessionMessage = { readonly kind: 'renewed'; readonly response: LoginResponse } | { readonly kind: 'ended' };

/**
 * Who is signed in. The access token lives in memory alone and is replaced before it expires; a cookie that no script
 * can read brings the next one. The tabs of a browser share one session: one of them refreshes for all, and signing
 * out of one signs out of all.
 */
@Injectable({ providedIn: 'root' })
export class Session {
  readonly #options = inject(IDENTITY_UI_OPTIONS);
  readonly #loginAt = this.#options.loginAt ?? '/login';
  readonly #http = inject(HttpClient);
  readonly #location = inject(Location);
  readonly #router = inject(Router);
  readonly #transloco = inject(TranslocoService);
  readonly #user = signal<SignedInUser | null>(null);
  readonly #tabs = new BroadcastChannel(ownName(CHANNEL));
  #token: AccessToken | null = null;
  #refreshing: Promise<boolean> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly user = this.#user.asReadonly();
  /** What that person may do; nothing for nobody. */
  readonly permissions = computed((): readonly Permission[] => {
    const user = this.#user();
    return user === null ? [] : permissionsOf([user.role]);
  });

  constructor() {
    this.#tabs.onmessage = ({ data }: MessageEvent<SessionMessage>) => this.#hear(data);
    inject(DestroyRef).onDestroy(() => {
      clearTimeout(this.#timer);
      this.#tabs.close();
    });
  }

  /** @throws HttpErrorResponse with a problem as its body */
  async login(request: LoginRequest): Promise<void> {
    this.#share(await this.#post<LoginResponse>('/auth/login', request));
  }

  /**
   * Leads the browser to the provider, which leads back to the login page.
   *
   * @param returnTo - where the person is going; one that is too long is the start page
   * @throws HttpErrorResponse with a problem as its body
   */
  async signInAtProvider(returnTo: string): Promise<void> {
    const request: BeginSingleSignOnRequest = returnTo.length > MAX_RETURN_TO ? {} : { returnTo };
    location.assign((await this.#post<ProviderAddress>('/auth/oidc/login', request)).url);
  }

  /**
   * Whether somebody is signed in, if need be by the cookie of an earlier visit.
   *
   * @throws HttpErrorResponse when the server cannot say: it is not reached, or not well
   */
  async restore(): Promise<boolean> {
    return this.#user() !== null || (readStored(SIGNED_IN_FLAG) !== null && this.#refresh());
  }

  /**
   * Whether somebody is signed in by a cookie that the page has not seen come: the provider's way back brought it.
   *
   * @throws HttpErrorResponse when the server cannot say
   */
  async resume(): Promise<boolean> {
    return this.#user() !== null || this.#refresh();
  }

  /**
   * A token that is good for a while; `null` when the session is over.
   *
   * @throws HttpErrorResponse when a new one is needed and the server cannot be reached
   */
  async accessToken(): Promise<string | null> {
    if (this.#token && this.#token.lifetimeMs - elapsedMs(this.#token.since) > RENEW_BEFORE_MS) {
      return this.#token.value;
    }
    return (await this.#refresh()) ? (this.#token?.value ?? null) : null;
  }

  /** Learns what the person may do by now, as they have done what they had to do first. @throws HttpErrorResponse */
  async renew(): Promise<void> {
    await this.#refresh();
  }

  /** A token other than one that was refused; `null` when the session is over. */
  async tokenAfter(refused: string): Promise<string | null> {
    if (this.#token?.value === refused) {
      this.#token = null;
    }
    return this.accessToken();
  }

  /** A call was refused: asks whether the session still is. If not, back to the login, and then to where one was. */
  async verify(): Promise<void> {
    this.#token = null;
    const isOver = this.#user() !== null && !(await this.#refresh().catch(() => true));
    if (isOver && this.#user() !== null) {
      this.#leave();
    }
  }

  /**
   * Ends the session, here and in the other tabs; at the provider where it comes from one. Where the server cannot be told, its
   * cookie stays good: the person is led away from the page all the same, and the login page says so and lets them try again.
   */
  async logout(): Promise<void> {
    const told = await this.#post<EndSessionAddress | null>('/auth/logout', {}).catch(() => undefined);
    this.#tabs.postMessage({ kind: 'ended' } satisfies SessionMessage);
    this.#forget();
    if (told) {
      location.assign(told.endSessionUrl); // from where the provider leads back to the login page
    } else {
      await this.#goToLogin(told === null ? {} : UNTOLD_SIGN_OUT);
    }
  }

  /** @throws HttpErrorResponse with a problem as its body */
  async changePassword(request: ChangePasswordRequest): Promise<void> {
    const token = await this.accessToken();
    await this.#post('/auth/password', request, { Authorization: `Bearer ${token}` });
  }

  /** One refresh at a time: in this tab by the promise, among tabs by a lock. */
  #refresh(): Promise<boolean> {
    const before = this.#token;
    this.#refreshing ??= exclusively(async () => {
      if (this.#token !== before && this.#token) {
        return true; // another tab was first, and told us
      }
      try {
        this.#share(await this.#post<LoginResponse>('/auth/refresh', {}));
        return true;
      } catch (error) {
        if (isRefusal(error)) {
          return false;
        }
        throw error;
      }
    }).finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  #post<Answer>(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const all = { 'Accept-Language': this.#transloco.getActiveLang(), ...headers };
    return firstValueFrom(this.#http.post<Answer>(this.#options.baseUrl + path, body, { headers: all }));
  }

  #hear(message: SessionMessage): void {
    const user = this.#user();
    if (message.kind === 'renewed') {
      this.#keep(message.response);
      if (user !== null && user.id !== message.response.user.id) {
        location.reload(); // somebody else signed in: nothing of the first person stays on the screen
      }
    } else if (this.#user() !== null) {
      this.#leave();
    }
  }

  #share(response: LoginResponse): void {
    this.#keep(response);
    this.#tabs.postMessage({ kind: 'renewed', response } satisfies SessionMessage);
  }

  #keep({ accessToken, expiresIn, user }: LoginResponse): void {
    const lifetimeMs = expiresIn * 1000;
    this.#token = { value: accessToken, lifetimeMs, since: markNow() };
    if (JSON.stringify(this.#user()) !== JSON.stringify(user)) {
      this.#user.set(user);
    }
    writeStored(SIGNED_IN_FLAG, 'yes');
    this.#renewIn(Math.max(lifetimeMs - RENEW_BEFORE_MS, lifetimeMs / 2));
  }

  #renewIn(delayMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#refresh().then(
        (isGood) => isGood || this.#leave(),
        () => this.#renewIn(RENEW_AGAIN_MS),
      );
    }, delayMs);
  }

  #leave(): void {
    const returnTo = this.#router.url;
    this.#forget();
    void this.#goToLogin({ returnTo });
  }

  /** By the browser where the page has it not, and cannot load it: nothing of the person stays on the screen. */
  async #goToLogin(queryParams: Params): Promise<void> {
    const login = this.#router.createUrlTree([this.#loginAt], { queryParams });
    try {
      await this.#router.navigateByUrl(login);
    } catch {
      location.assign(this.#location.prepareExternalUrl(this.#router.serializeUrl(login)));
    }
  }

  #forget(): void {
    clearTimeout(this.#timer);
    this.#token = null;
    this.#user.set(null);
    forgetStored(SIGNED_IN_FLAG);
  }
}

/** Whether the server says that there is no session, rather than nothing or that it is unwell. */
function isRefusal(error: unknown): boolean {
  return error instanceof HttpErrorResponse && (error.status === 401 || error.status === 403);
}

/** Runs something in one tab at a time. Locks exist in secure contexts alone: elsewhere the server's grace for a second tab does. */
function exclusively<Result>(run: () => Promise<Result>): Promise<Result> {
  const { locks } = navigator as { readonly locks?: LockManager };
  return locks ? locks.request(ownName(CHANNEL), run) : run();
}
