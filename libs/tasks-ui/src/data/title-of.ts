import { isolated, shownText, type TaskSummary } from '@task-queue/contracts';

/** What a task is called where it is shown: by its type where its title shows nothing, as an old record's may. */
export function titleOf({ title, type, id }: Pick<TaskSummary, 'title' | 'type'> & { readonly id?: string }): string {
  return shownText(title) || shownText(type) || (id ?? '');
}

/** The same within a sentence of ours: see `isolated`. */
export function isolatedTitleOf(task: Parameters<typeof titleOf>[0]): string {
  return isolated(titleOf(task));
}
