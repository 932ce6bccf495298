import { bulk } from './en/bulk';
import { create } from './en/create';
import { detail } from './en/detail';
import { errors } from './en/errors';
import { lanes } from './en/lanes';
import { list } from './en/list';
import { myTasks } from './en/my-tasks';
import { notify } from './en/notify';
import { overview } from './en/overview';
import { schedules } from './en/schedules';
import { task } from './en/task';
import { views } from './en/views';
import { waiting } from './en/waiting';

/** Every text of the task pages, under `tasks`: a file a capability. */
export const en = {
  tasks: { task, list, bulk, detail, create, errors, myTasks, notify, lanes, overview, schedules, views, waiting },
};
