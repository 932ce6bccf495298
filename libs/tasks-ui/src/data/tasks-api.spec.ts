import { expect, it } from '@jest/globals';
import { HttpHeaders, HttpResponse, provideHttpClient, withInterceptors, type HttpRequest } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { of } from 'rxjs';
import { translated } from '../../testing/translated';
import { TASKS_UI_OPTIONS } from '../provide-tasks-ui';
import { TasksApi } from './tasks-api';

it('has a file downloaded from where the page finds the API, whatever path the server knows itself by', async () => {
  const asked: HttpRequest<unknown>[] = [];
  TestBed.configureTestingModule({
    imports: [translated()],
    providers: [
      provideHttpClient(
        withInterceptors([
          (request) => {
            asked.push(request);
            const body = {
              url: '/api/tasks/a%2Fb/artifact/download?signature=s',
              expiresAt: '2026-11-24T06:31:00.000Z',
            };
            return of(new HttpResponse({ status: 200, body }));
          },
        ]),
      ),
      { provide: TASKS_UI_OPTIONS, useValue: { baseUrl: 'https://tasks.example/queue/api', token: () => 'token' } },
    ],
  });
  const url = await TestBed.inject(TasksApi).artifactUrl('a/b');
  expect(url).toBe('https://tasks.example/queue/api/tasks/a%2Fb/artifact/download?signature=s');
  expect(asked.map(({ method, url: path }) => `${method} ${path}`)).toEqual([
    'POST https://tasks.example/queue/api/tasks/a%2Fb/artifact/link',
  ]);
  expect(asked[0]!.headers.get('authorization')).toBe('Bearer token');
});

it.each(['stats', 'types', '..', 'a/b', ''])('asks for no task called %j, which would be another call', async (id) => {
  TestBed.configureTestingModule({
    imports: [translated()],
    providers: [
      provideHttpClient(),
      { provide: TASKS_UI_OPTIONS, useValue: { baseUrl: '/api', token: () => 'token' } },
    ],
  });
  await expect(TestBed.inject(TasksApi).get(id)).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' });
});

it.each([
  [201, {}, false],
  [200, {}, false], // sent again with its key
  [200, { 'Task-Deduplicated': 'true' }, true],
])(
  'says of a create answered by %i with %j whether the task was there before: %j',
  async (status, headers, existed) => {
    const answer = new HttpResponse({ status, body: { id: 'a' }, headers: new HttpHeaders(headers) });
    TestBed.configureTestingModule({
      imports: [translated()],
      providers: [
        provideHttpClient(withInterceptors([() => of(answer)])),
        { provide: TASKS_UI_OPTIONS, useValue: { baseUrl: '/api', token: () => 'token' } },
      ],
    });
    expect(await TestBed.inject(TasksApi).create({ type: 'a' }, 'key')).toEqual({ task: { id: 'a' }, existed });
  },
);
