import { plural, type LocalizedText } from '@task-queue/contracts';
import type { TaskContext } from '@task-queue/tasks';

const chinese = new Intl.NumberFormat('zh-CN');
const english = new Intl.NumberFormat('en');

/** A number of things in English: `1 row`, `2,000 rows`. */
export function counted(count: number, one: string, other: string): string {
  return `${english.format(count)} ${plural(count, one, other)}`;
}

/** Writes texts for the task's creator: picks the language, and groups the digits of numbers. */
export function textsFor({ locale }: Pick<TaskContext, 'locale'>): {
  readonly pick: (text: LocalizedText) => string;
  readonly number: (value: number) => string;
} {
  return locale === 'en'
    ? { pick: ({ en }) => en, number: (value) => english.format(value) }
    : { pick: ({ zh }) => zh, number: (value) => chinese.format(value) };
}
