import type { TaskPriority } from '@task-queue/contracts';

export const OWNERS = ['ada', 'bob'] as const;
export const TYPES = ['demo.steps', 'reports.monthly', 'tasks.export'] as const;
export const PRIORITIES: readonly TaskPriority[] = ['high', 'normal', 'low'];

/** One of these, by a number that may be any. */
export const pick = <Item>(items: readonly Item[], n: number): Item | undefined => items[n % Math.max(1, items.length)];

/** Every other time one of the latest three: old tickets and attempts are many, and the latest make things happen. */
export const pickRecent = <Item>(items: readonly Item[], n: number): Item | undefined =>
  n % 2 === 0 ? pick(items, n / 2) : pick(items.slice(-3), (n - 1) / 2);
