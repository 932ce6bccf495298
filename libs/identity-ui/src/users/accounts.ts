import { HttpClient, HttpHeaders } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { TranslocoService } from '@jsverse/transloco';
import type { ChangeUserRequest, CreateUserRequest, UserAccount } from '@task-queue/contracts';
import { firstValueFrom } from 'rxjs';
import { IDENTITY_UI_OPTIONS } from '../provide-identity-ui';
import { Session } from '../session/session';

/** The accounts as the API has them, for administrators. Every method throws HttpErrorResponse. */
@Injectable({ providedIn: 'root' })
export class Accounts {
  readonly #http = inject(HttpClient);
  readonly #baseUrl = inject(IDENTITY_UI_OPTIONS).baseUrl;
  readonly #session = inject(Session);
  readonly #transloco = inject(TranslocoService);

  list(): Promise<readonly UserAccount[]> {
    return this.#call('GET', '');
  }

  create(request: CreateUserRequest): Promise<UserAccount> {
    return this.#call('POST', '', request);
  }

  change(id: string, request: ChangeUserRequest): Promise<UserAccount> {
    return this.#call('PATCH', `/${encodeURIComponent(id)}`, request);
  }

  remove(id: string): Promise<void> {
    return this.#call('DELETE', `/${encodeURIComponent(id)}`);
  }

  async #call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const headers = new HttpHeaders({
      Authorization: `Bearer ${await this.#session.accessToken()}`,
      'Accept-Language': this.#transloco.getActiveLang(),
    });
    return firstValueFrom(this.#http.request<Answer>(method, `${this.#baseUrl}/users${path}`, { body, headers }));
  }
}
