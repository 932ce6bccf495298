import { HttpClient } from '@angular/common/http';
import { inject, Injectable, signal } from '@angular/core';
import { Router } from '@angular/router';
import { TranslocoService } from '@jsverse/transloco';
import type { LoginRequest, LoginResponse, SessionUser } from '@task-queue/contracts';
import { firstValueFrom } from 'rxjs';

/** Set while this browser may hold a session's cookie, so that a first visit asks the server for nothing. */
const SIGNED_IN_FLAG = 'task-queue.signed-in';

/** A token is replaced when it has less than this left, in milliseconds. */
const RENEW_BEFORE_MS = 30_000;

/** Who is signed in. The access token lives in memory alone; a cookie no script can read brings the next one. */
@Injectable({ providedIn: 'root' })
export class Session {
  readonly #http = inject(HttpClient);
  readonly #router = inject(Router);
  readonly #transloco = inject(TranslocoService);
  readonly #user = signal<SessionUser | null>(null);
  #token: { readonly value: string; readonly expiresAtMs: number } | null = null;
  #refreshing: Promise<boolean> | null = null;

  readonly user = this.#user.asReadonly();

  /** @throws HttpErrorResponse with a problem as its body */
  async login(request: LoginRequest): Promise<void> {
    this.#keep(await this.#post<LoginResponse>('/api/auth/login', request));
  }

  /** Whether somebody is signed in, if need be by the cookie of an earlier visit. */
  async restore(): Promise<boolean> {
    return this.#user() !== null || (localStorage.getItem(SIGNED_IN_FLAG) !== null && this.#refresh());
  }

  /** A token that is good for a while, or `null`. */
  async accessToken(): Promise<string | null> {
    if (this.#token && this.#token.expiresAtMs - Date.now() > RENEW_BEFORE_MS) {
      return this.#token.value;
    }
    return (await this.#refresh()) ? this.#token!.value : null;
  }

  /** The server no longer knows the session: back to the login, and then to where one was. */
  expire(): void {
    if (this.#user() !== null) {
      this.#forget();
      void this.#router.navigate(['/login'], { queryParams: { returnTo: this.#router.url } });
    }
  }

  async logout(): Promise<void> {
    try {
      await this.#post('/api/auth/logout', {});
    } finally {
      this.#forget();
      await this.#router.navigate(['/login']);
    }
  }

  /** One refresh at a time, whoever asks. */
  #refresh(): Promise<boolean> {
    this.#refreshing ??= this.#post<LoginResponse>('/api/auth/refresh', {})
      .then(
        (response) => {
          this.#keep(response);
          return true;
        },
        () => false,
      )
      .finally(() => {
        this.#refreshing = null;
      });
    return this.#refreshing;
  }

  #post<Answer>(url: string, body: unknown): Promise<Answer> {
    const headers = { 'Accept-Language': this.#transloco.getActiveLang() };
    return firstValueFrom(this.#http.post<Answer>(url, body, { headers }));
  }

  #keep({ accessToken, expiresIn, user }: LoginResponse): void {
    this.#token = { value: accessToken, expiresAtMs: Date.now() + expiresIn * 1000 };
    this.#user.set(user);
    localStorage.setItem(SIGNED_IN_FLAG, 'yes');
  }

  #forget(): void {
    this.#token = null;
    this.#user.set(null);
    localStorage.removeItem(SIGNED_IN_FLAG);
  }
}
