import { describe, expect, it } from '@jest/globals';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { provideHttpClient } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { MatIconTestingModule } from '@angular/material/icon/testing';
import { provideRouter } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { TranslocoTestingModule } from '@jsverse/transloco';
import type { Permission } from '@task-queue/contracts';
import { en } from './i18n/en';
import { provideTasksUi } from './provide-tasks-ui';
import { taskPages, tasksUiRoutes } from './task-pages';

describe('another application', () => {
  it('mounts the task pages with an address, a token and nothing else', async () => {
    TestBed.configureTestingModule({
      imports: [
        MatIconTestingModule,
        TranslocoTestingModule.forRoot({
          langs: { en },
          translocoConfig: { availableLangs: ['en'], defaultLang: 'en' },
          preloadLangs: true,
        }),
      ],
      providers: [
        provideHttpClient(),
        provideHttpClientTesting(),
        provideRouter([{ path: 'work/jobs', loadChildren: () => Promise.resolve(tasksUiRoutes) }]),
        provideTasksUi({ baseUrl: 'https://tasks.example/v1', token: () => 'the token' }),
      ],
    });
    const harness = await RouterTestingHarness.create();
    await harness.navigateByUrl('/work/jobs?status=failed');
    const backend = TestBed.inject(HttpTestingController);
    const requests = await sent(backend);
    expect(requests.map(({ url }) => url).filter((url) => !url.startsWith('https://tasks.example/v1/'))).toEqual([]);
    expect(requests.map(({ token }) => token)).toEqual(requests.map(() => 'Bearer the token'));
    expect(requests.map(({ url }) => url)).toContainEqual(expect.stringMatching(/\/tasks\?.*status=failed/));
    expect(harness.routeNativeElement?.querySelector('h1')?.textContent).toContain('Task queue');
  });
});

describe('the page of lanes', () => {
  it.each<[readonly Permission[], boolean]>([
    [['lanes:read'], true],
    [['tasks:read'], false],
  ])('is for who may see them: %j %s', (permissions, isAllowed) => {
    TestBed.configureTestingModule({
      providers: [provideTasksUi({ baseUrl: '/api', token: () => 'token', permissions: () => permissions })],
    });
    const lanes = taskPages().find(({ path }) => path === 'lanes')!;
    expect(TestBed.runInInjectionContext(() => lanes.isAllowed!())).toBe(isAllowed);
  });
});

/** What the page asked for, once it has asked for its list. */
async function sent(
  backend: HttpTestingController,
): Promise<{ readonly url: string; readonly token: string | null }[]> {
  for (;;) {
    const requests = backend.match(() => true).map(({ request }) => request);
    if (requests.some(({ urlWithParams }) => urlWithParams.includes('/tasks?'))) {
      return requests.map(({ urlWithParams, headers }) => ({
        url: urlWithParams,
        token: headers.get('Authorization'),
      }));
    }
    await new Promise((next) => setTimeout(next));
  }
}
