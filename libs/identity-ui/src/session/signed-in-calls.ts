import { HttpClient, HttpHeaders, type HttpResponse } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { TranslocoService } from '@jsverse/transloco';
import { firstValueFrom } from 'rxjs';
import { IDENTITY_UI_OPTIONS } from '../provide-identity-ui';
import { Session } from './session';

/** Calls of the API by whoever is signed in. */
@Injectable({ providedIn: 'root' })
export class SignedInCalls {
  readonly #http = inject(HttpClient);
  readonly #baseUrl = inject(IDENTITY_UI_OPTIONS).baseUrl;
  readonly #session = inject(Session);
  readonly #transloco = inject(TranslocoService);

  /** @param path - below the API's address, e.g. `/users` @throws HttpErrorResponse with a problem as its body */
  async call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    return (await this.#answer<Answer>(method, path, body)).body as Answer;
  }

  /**
   * What is read, and when that was by the server's clock, in epoch milliseconds: a browser's may be wrong.
   *
   * @throws HttpErrorResponse with a problem as its body
   */
  async read<Answer>(path: string): Promise<{ readonly answer: Answer; readonly atMs: number }> {
    const { body, headers } = await this.#answer<Answer>('GET', path);
    const said = Date.parse(headers.get('Date') ?? ''); // to the second; kept from pages of other origins
    return { answer: body as Answer, atMs: Number.isNaN(said) ? Date.now() : said };
  }

  async #answer<Answer>(method: string, path: string, body?: unknown): Promise<HttpResponse<Answer>> {
    const headers = new HttpHeaders({
      Authorization: `Bearer ${await this.#session.accessToken()}`,
      'Accept-Language': this.#transloco.getActiveLang(),
    });
    return firstValueFrom(
      this.#http.request<Answer>(method, this.#baseUrl + path, { body, headers, observe: 'response' }),
    );
  }
}
