import { BULK_ACTIONS } from '@task-queue/contracts';
import { type TaskHandlerOptions } from '@task-queue/tasks';
import { paramsSchemaOf, TASK_HANDLER_METADATA } from '@task-queue/tasks/server';
import { demoTaskHandlers, taskHandlers } from './index.js';

interface Field {
  readonly 'x-title'?: { readonly zh: string; readonly en: string };
  readonly properties?: Readonly<Record<string, Field>>;
}

const handlers = [...taskHandlers, ...demoTaskHandlers].map(
  (handler) => Reflect.getMetadata(TASK_HANDLER_METADATA, handler) as TaskHandlerOptions<object>,
);

test('the shipped types are these, each once', () => {
  const types = handlers.map(({ type }) => type);
  expect(types).toEqual(['tasks.export', 'tasks.cleanup', 'tasks.bulk', 'demo.steps', 'demo.flaky', 'demo.hang']);
});

test.each(handlers.map((options) => [options.type, options] as const))(
  '%s is labelled in both languages',
  (_, options) => {
    expect(options.title).toEqual({ zh: expect.any(String) as string, en: expect.any(String) as string });
    expect(options.description).toEqual({ zh: expect.any(String) as string, en: expect.any(String) as string });
    expect(unlabelled(paramsSchemaOf(options.params) as Field)).toEqual([]);
  },
);

test('tasks.bulk names every action that it does', () => {
  const { description } = handlers.find(({ type }) => type === 'tasks.bulk')!;
  expect(description!.en.match(/cancels|stops|retries|deletes/gi)).toHaveLength(BULK_ACTIONS.length);
  expect(description!.zh.match(/取消|停止|重试|删除/g)).toHaveLength(BULK_ACTIONS.length);
});

function unlabelled({ properties = {} }: Field): string[] {
  return Object.entries(properties).flatMap(([name, field]) => [
    ...(field['x-title']?.zh && field['x-title'].en ? [] : [name]),
    ...unlabelled(field),
  ]);
}
