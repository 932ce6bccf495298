import type { TaskFilter } from './task-filter.js';
import type { IsoInstant, TaskCreator } from './task.js';

/** Orders of the task list; `-` for downwards. */
export const TASK_SORTS = [
  'createdAt',
  '-createdAt',
  'finishedAt',
  '-finishedAt',
  'duration',
  '-duration',
  'waited',
  '-waited',
  'progress',
  '-progress',
] as const;

/** One of {@link TASK_SORTS}. */
export type TaskSort = (typeof TASK_SORTS)[number];

/** Most tasks that are sorted by anything but when they were created. */
export const MAX_SORTED_TASKS = 10_000;

/** Views a person may have, and those that all people share. */
export const MAX_VIEWS_PER_PERSON = 50;
export const MAX_SHARED_VIEWS = 1_000;

/** Longest name of a view, and of a column, in characters. */
export const MAX_VIEW_NAME_LENGTH = 100;
export const MAX_COLUMN_NAME_LENGTH = 40;

/** Most columns of a view. */
export const MAX_VIEW_COLUMNS = 30;

/** Body of `POST /api/views`. */
export interface CreateViewRequest {
  /** One line. */
  readonly name: string;
  /** @default everything */
  readonly filter?: TaskFilter;
  /** @default '-createdAt' */
  readonly sort?: TaskSort;
  /** Names of columns in their order; `null` for those that the page shows. @default null */
  readonly columns?: readonly string[] | null;
  /** Whether everybody has it in their list: it filters what they may see, and grants nothing. @default false */
  readonly shared?: boolean;
}

/** Body of `PATCH /api/views/:id`; what is left out stays. */
export type ChangeViewRequest = Partial<CreateViewRequest>;

/** A way to look at tasks that somebody keeps. */
export interface TaskView {
  readonly id: string;
  readonly name: string;
  readonly filter: TaskFilter;
  readonly sort: TaskSort;
  /** `null` for those that the page shows. */
  readonly columns: readonly string[] | null;
  readonly shared: boolean;
  /** Who may change it. */
  readonly createdBy: TaskCreator;
  readonly createdAt: IsoInstant;
}

/** One's own views, and those that others share, by name. */
export interface TaskViews {
  readonly items: readonly TaskView[];
}
