import { beforeEach, expect, it } from '@jest/globals';
import { HttpClient } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { firstValueFrom } from 'rxjs';
import { called, expectNoCalls, loginOf, openPage, problem, signIn } from '../../testing/identity-page';

const REFUSED = { status: 401, statusText: 'Unauthorized' };

beforeEach(async () => {
  openPage();
  await signIn(loginOf('ann', 'old'));
});

function ask(token?: string): Promise<unknown> {
  const headers: Record<string, string> = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  return firstValueFrom(TestBed.inject(HttpClient).get('/api/tasks', { headers }));
}

it('a call whose token is refused is sent once more with a new one', async () => {
  const answer = ask('old');
  (await called('GET', '/api/tasks')).flush(problem('expired'), REFUSED);
  (await called('POST', '/api/auth/refresh')).flush(loginOf('ann', 'new'));
  const again = await called('GET', '/api/tasks');
  expect(again.request.headers.get('Authorization')).toBe('Bearer new');
  again.flush('tasks');
  expect(await answer).toBe('tasks');
});

it('a call that is refused again is sent no third time', async () => {
  const answer = ask('old');
  (await called('GET', '/api/tasks')).flush(problem('expired'), REFUSED);
  (await called('POST', '/api/auth/refresh')).flush(loginOf('ann', 'new'));
  (await called('GET', '/api/tasks')).flush(problem('refused'), REFUSED);
  await expect(answer).rejects.toMatchObject({ status: 401 });
  expectNoCalls();
});

it('where the session is over, the refusal is the answer', async () => {
  const answer = ask('old');
  (await called('GET', '/api/tasks')).flush(problem('expired'), REFUSED);
  (await called('POST', '/api/auth/refresh')).flush(problem('no session'), REFUSED);
  await expect(answer).rejects.toMatchObject({ status: 401, error: { detail: 'expired' } });
});

it('what fails for another reason, or goes without a token, is left alone', async () => {
  const failing = ask('old');
  (await called('GET', '/api/tasks')).flush({}, { status: 500, statusText: 'Internal Server Error' });
  await expect(failing).rejects.toMatchObject({ status: 500 });
  const anonymous = ask();
  (await called('GET', '/api/tasks')).flush(problem('who?'), REFUSED);
  await expect(anonymous).rejects.toMatchObject({ status: 401 });
  expectNoCalls();
});
