import { beforeEach, describe, expect, it } from '@jest/globals';
import { BrowserPlatformLocation, PlatformLocation } from '@angular/common';
import { Component } from '@angular/core';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { TestBed } from '@angular/core/testing';
import { MatButtonHarness } from '@angular/material/button/testing';
import { MatDialog, type MatDialogRef } from '@angular/material/dialog';
import { MatDialogHarness } from '@angular/material/dialog/testing';
import { provideRouter, Router } from '@angular/router';
import { TranslocoService } from '@jsverse/transloco';
import { SECRET_MASK, type CreateTaskRequest, type Task, type TaskType } from '@task-queue/contracts';
import { ProblemError } from '@task-queue/ui/problem';
import { browserWent, goBack } from '@task-queue/ui/testing';
import { firstValueFrom } from 'rxjs';
import { serverAhead } from '../../../testing/clock';
import { CreateTaskDialogHarness } from '../../../testing/create-task-dialog-harness';
import { translated } from '../../../testing/translated';
import { TasksApi, type Created } from '../../data/tasks-api';
import { CreateTaskDialog } from './create-task-dialog';
import type { TaskDraft } from './task-draft';

const defaults = { priority: 'normal', maxRetries: 3, timeoutMs: 60_000 } as const;

const typeOf = (type: string, zh: string, en: string, properties: object, required: string[] = []): TaskType => ({
  type,
  title: { zh, en },
  description: { zh: '说明', en: 'Description' },
  paramsSchema: { type: 'object', properties, required },
  defaults,
  isInternal: false,
  stoppable: true,
});

const COPY = typeOf(
  'files.copy',
  '复制文件',
  'Copy files',
  {
    path: { type: 'string', minLength: 2, 'x-title': { zh: '路径', en: 'Path' } },
    depth: { type: 'integer', minimum: 1, maximum: 9, default: 3, 'x-title': { zh: '层数', en: 'Depth' } },
    account: { type: 'integer', 'x-title': { zh: '账号', en: 'Account' } },
    ids: { type: 'array', items: { type: 'integer' }, 'x-title': { zh: '编号', en: 'Ids' } },
    extra: { type: 'object', 'x-title': { zh: '附加', en: 'Extra' } },
    filter: {
      type: 'object',
      'x-title': { zh: '筛选', en: 'Filter' },
      properties: { owner: { type: 'string', 'x-title': { zh: '所有者', en: 'Owner' } } },
    },
  },
  ['path'],
);

const LOGIN = typeOf(
  'site.login',
  '登录',
  'Log in',
  { password: { type: 'string', writeOnly: true, 'x-title': { zh: '密码', en: 'Password' } } },
  ['password'],
);

/** The server's side: what was asked of it, and what it answers next. */
class FakeApi implements Pick<TasksApi, 'types' | 'create'> {
  readonly asked: { readonly request: CreateTaskRequest; readonly key: string }[] = [];
  readonly problems: ProblemError[] = [];
  exists = false;

  async types(): Promise<readonly TaskType[]> {
    return [
      COPY,
      { ...typeOf('tasks.bulk', '批量操作', 'Bulk action', {}), isInternal: true },
      typeOf('files.scan', '扫描', 'Scan', {}),
      LOGIN,
    ];
  }

  async create(request: CreateTaskRequest, key: string): Promise<Created> {
    this.asked.push({ request, key });
    const problem = this.problems.shift();
    if (problem) {
      throw problem;
    }
    return { task: { id: 'new' } as Task, existed: this.exists }; // no more is looked at
  }
}

@Component({ selector: 'tq-create-host', template: '' })
class CreateHost {}

let api: FakeApi;

async function open(draft?: TaskDraft) {
  const fixture = TestBed.createComponent(CreateHost);
  const dialog: MatDialogRef<CreateTaskDialog, Created> = TestBed.inject(MatDialog).open(CreateTaskDialog, {
    disableClose: true,
    closeOnNavigation: false,
    ...(draft ? { data: draft } : {}),
  });
  const loader = TestbedHarnessEnvironment.documentRootLoader(fixture);
  return {
    form: await loader.getHarness(CreateTaskDialogHarness),
    loader,
    closed: firstValueFrom(dialog.afterClosed()),
  };
}

beforeEach(() => {
  api = new FakeApi();
  TestBed.configureTestingModule({
    imports: [translated()],
    providers: [{ provide: TasksApi, useValue: api }, serverAhead()],
  });
});

describe('the create dialog', () => {
  it('offers the types that a person may start', async () => {
    const { form } = await open();
    expect(await form.offeredTypes()).toEqual(
      ['复制文件', '扫描', '登录'].map((title) => expect.stringContaining(title)),
    );
  });

  it('has the fields of the chosen type, in the page’s language', async () => {
    const { form } = await open();
    await form.chooseType(/复制文件/);
    expect(await form.labels()).toEqual(expect.arrayContaining(['路径', '层数', '所有者', '标题']));
    expect(await form.value('层数')).toBe('3');
    TestBed.inject(TranslocoService).setActiveLang('en');
    expect(await form.labels()).toEqual(expect.arrayContaining(['Path', 'Depth', 'Owner', 'Title']));
  });

  it('says what is wrong beside the field and asks nothing of the server', async () => {
    const { form } = await open();
    await form.chooseType(/复制文件/);
    await form.fill('层数', '10');
    expect(await form.errorsOf('层数')).toEqual(['请输入 1 到 9 之间的整数']);
    await form.submit();
    expect(await form.errorsOf('路径')).toEqual(['必填']);
    expect(await form.failure()).toContain('请检查标出的内容');
    expect(api.asked).toEqual([]);
  });

  it('refuses a number that would be rounded, keeps what was typed, and asks nothing of the server', async () => {
    const { form } = await open();
    await form.chooseType(/复制文件/);
    await form.fill('路径', '/data');
    await form.fill('账号', '9007199254740993');
    await form.fill('附加', '{"id": 123456789012345678}');
    await form.submit();
    expect(await form.errorsOf('账号')).toEqual(['这个数字无法精确保存，会被舍入']);
    expect(await form.errorsOf('附加')).toEqual(['数字 123456789012345678 无法精确保存，请加引号写成文本']);
    expect(await form.value('账号')).toBe('9007199254740993');
    expect(api.asked).toEqual([]);
    await form.fill('账号', '9007199254740994');
    await form.fill('附加', '{"id": "123456789012345678"}');
    await form.submit();
    expect(api.asked.map(({ request }) => request.params)).toEqual([
      { path: '/data', depth: 3, account: 9_007_199_254_740_994, extra: { id: '123456789012345678' } },
    ]);
  });

  it('tells a person with too many waiting tasks so, and creates what was typed when there is room again', async () => {
    const { form, closed } = await open();
    await form.chooseType(/复制文件/);
    await form.fill('路径', '/data');
    await form.fill('标题', '夜间复制');
    const full = '等待中的任务太多，请等一些任务执行后再试';
    api.problems.push(new ProblemError(full, 'QUEUE_FULL'));
    await form.submit();
    expect(await form.failure()).toContain(full);
    expect([await form.value('路径'), await form.value('标题')]).toEqual(['/data', '夜间复制']);
    await form.submit();
    expect(await closed).toMatchObject({ task: { id: 'new' } });
    expect(api.asked[1]).toEqual(api.asked[0]);
  });

  it('does not take what is no number for a field that was left empty', async () => {
    const { form } = await open();
    await form.chooseType(/复制文件/);
    await form.fill('路径', '/data');
    await form.fillWithNoNumber('账号');
    await form.submit();
    expect(await form.errorsOf('账号')).toEqual(['请输入数字']);
    expect(api.asked).toEqual([]);
    await form.fill('账号', '');
    await form.submit();
    expect(api.asked).toHaveLength(1);
  });

  it('refuses an item of a list that would be rounded, as it was typed', async () => {
    const { form } = await open();
    await form.chooseType(/复制文件/);
    await form.fill('路径', '/data');
    await form.addItem('7');
    await form.addItem('9007199254740993');
    await form.submit();
    expect(await form.errorsOf('编号')).toEqual(['这个数字无法精确保存，会被舍入']);
    expect(api.asked).toEqual([]);
  });

  it('formats JSON, but none with a number that would change', async () => {
    const { form } = await open();
    await form.chooseType(/复制文件/);
    await form.fill('附加', '{"id":123456789012345678}');
    await form.format();
    expect(await form.value('附加')).toBe('{"id":123456789012345678}');
    expect(await form.errorsOf('附加')).toEqual(['数字 123456789012345678 无法精确保存，请加引号写成文本']);
    await form.fill('附加', '{"id":12}');
    await form.format();
    expect(await form.value('附加')).toBe('{\n  "id": 12\n}');
    await form.fill('附加', '{"id"');
    await form.format();
    expect(await form.value('附加')).toBe('{"id"');
  });

  it('sends what was filled in and closes with the task', async () => {
    const { form, closed } = await open();
    await form.chooseType(/复制文件/);
    await form.fill('路径', '/data');
    await form.fill('标题', '  夜间复制 ');
    await form.submit();
    const params = { path: '/data', depth: 3 };
    const request = {
      type: 'files.copy',
      title: '夜间复制',
      priority: 'normal',
      maxRetries: 3,
      timeoutMs: 60_000,
      params,
    };
    expect(api.asked.map(({ request: asked }) => asked)).toEqual([request]);
    expect(await closed).toEqual({ task: { id: 'new' }, existed: false });
  });

  it('asks for one task of a kind where a person wants it, and closes with the one that was there', async () => {
    const { form, closed } = await open();
    await form.chooseType(/复制文件/);
    await form.fill('路径', '/data');
    await form.toggle('不重复创建');
    api.exists = true;
    await form.submit();
    expect(api.asked[0]?.request.unique).toEqual({});
    expect(await closed).toEqual({ task: { id: 'new' }, existed: true });
  });

  it('keeps its key while the request stays the same, and takes another when it changes', async () => {
    const { form } = await open();
    await form.chooseType(/复制文件/);
    await form.fill('路径', '/data');
    api.problems.push(new ProblemError('', 'OFFLINE'), new ProblemError('', 'OFFLINE'));
    await form.submit();
    expect(await form.failure()).toContain('无法连接服务器');
    await form.submit();
    await form.fill('路径', '/other');
    await form.submit();
    const keys = api.asked.map(({ key }) => key);
    expect(keys[0]).toBe(keys[1]);
    expect(keys[2]).not.toBe(keys[1]);
  });

  it('puts the server’s word beside a field in a group, and what has no field at the foot', async () => {
    const { form } = await open();
    await form.chooseType(/复制文件/);
    await form.fill('路径', '/data');
    const fields = [
      { field: 'params.filter.owner', message: '没有这个人' },
      { field: 'params.unknown', message: '不认识' },
    ];
    api.problems.push(new ProblemError('请求内容有误', 'VALIDATION_FAILED', fields));
    await form.submit();
    expect(await form.errorsOf('所有者')).toEqual(['没有这个人']);
    expect(await form.failure()).toContain('params.unknown: 不认识');
  });

  it('begins with a draft, and sends the same again without a change', async () => {
    const draft = {
      type: 'files.copy',
      title: '旧的',
      params: { path: '/old', filter: { owner: '李' } },
      maxRetries: 0,
    };
    const { form } = await open(draft);
    expect(await form.value('路径')).toBe('/old');
    await form.submit();
    expect(api.asked[0]?.request).toMatchObject({ ...draft, params: { path: '/old', filter: { owner: '李' } } });
  });

  it('hides what is typed into a secret, and shows it when it is asked to', async () => {
    const { form } = await open();
    await form.chooseType(/登录/);
    const input = document.querySelector<HTMLInputElement>('tq-secret-field input')!;
    const [type, autocomplete] = [input.type, input.autocomplete];
    document.querySelector<HTMLButtonElement>('tq-secret-field button[aria-label="显示密码"]')!.click();
    TestBed.tick();
    expect([type, autocomplete, input.type]).toEqual(['password', 'new-password', 'text']);
    await form.submit();
    expect([await form.errorsOf('密码'), api.asked]).toEqual([['必填'], []]);
  });

  it('runs a task again with the secret that nobody is shown, or with another one', async () => {
    const draft = { type: 'site.login', params: { password: SECRET_MASK }, secretsFrom: 'before' };
    const { form } = await open(draft);
    expect(await form.value('密码')).toBe('');
    api.problems.push(new ProblemError('请稍后再试', 'UNAVAILABLE'));
    await form.submit();
    expect(api.asked[0]?.request).toMatchObject(draft);
    await form.fill('密码', 'another');
    await form.submit();
    const { params, secretsFrom } = api.asked[1]!.request;
    expect({ params, secretsFrom }).toEqual({ params: { password: 'another' }, secretsFrom: undefined });
  });

  it('asks for the secret of a task anew that somebody else gave', async () => {
    const { form } = await open({ type: 'site.login', params: { password: SECRET_MASK } });
    await form.submit();
    expect([await form.errorsOf('密码'), api.asked]).toEqual([['必填'], []]);
  });

  it('says that the type of a draft is gone', async () => {
    const { form } = await open({ type: 'files.gone' });
    expect(await form.failure()).toContain('类型已不可用');
    expect(await form.type()).toBe('');
  });

  it('asks before it throws away what was typed', async () => {
    const { form, loader } = await open();
    await form.chooseType(/复制文件/);
    await form.fill('路径', '/data');
    await form.cancel();
    const dialogs = await loader.getAllHarnesses(MatDialogHarness);
    expect(dialogs).toHaveLength(2);
    await dialogs[1]!.close();
    expect(await form.value('路径')).toBe('/data');
  });

  describe('under the browser’s Back', () => {
    beforeEach(async () => {
      const elsewhere = provideRouter([{ path: '**', children: [] }]);
      TestBed.configureTestingModule({
        providers: [elsewhere, { provide: PlatformLocation, useClass: BrowserPlatformLocation }],
      });
      const router = TestBed.inject(Router);
      router.initialNavigation();
      await router.navigateByUrl('/before');
      await router.navigateByUrl('/here?page=2');
    });
    /** Where the browser is, and the router once it has followed. */
    async function place(): Promise<readonly string[]> {
      await new Promise((done) => setTimeout(done, 20));
      return [location.pathname + location.search, TestBed.inject(Router).url];
    }

    it('asks before it throws away what was typed, and stays in its place', async () => {
      const { form, loader } = await open();
      await form.chooseType(/复制文件/);
      await form.fill('路径', '/data');
      // A second time is a no.
      for (const dialogs of [2, 1, 2]) {
        await goBack();
        expect(await loader.getAllHarnesses(MatDialogHarness)).toHaveLength(dialogs);
        expect(await place()).toEqual(['/here?page=2', '/here?page=2']);
      }
      await (await loader.getAllHarnesses(MatDialogHarness))[1]!.close();
      expect(await form.value('路径')).toBe('/data');
    });

    it('goes back once that is meant', async () => {
      const { form, loader, closed } = await open();
      await form.chooseType(/复制文件/);
      await form.fill('路径', '/data');
      await goBack();
      const left = browserWent();
      await (await loader.getHarness(MatButtonHarness.with({ text: '放弃' }))).click();
      expect(await closed).toBeUndefined();
      await left;
      expect(await place()).toEqual(['/before', '/before']);
    });

    it('closes at once while nothing was typed', async () => {
      const { closed } = await open();
      await goBack();
      expect([await closed, await place()]).toEqual([undefined, ['/before', '/before']]);
    });
  });
});
