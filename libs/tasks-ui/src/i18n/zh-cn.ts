import { bulk } from './zh-cn/bulk';
import { create } from './zh-cn/create';
import { detail } from './zh-cn/detail';
import { errors } from './zh-cn/errors';
import { lanes } from './zh-cn/lanes';
import { list } from './zh-cn/list';
import { myTasks } from './zh-cn/my-tasks';
import { notify } from './zh-cn/notify';
import { overview } from './zh-cn/overview';
import { schedules } from './zh-cn/schedules';
import { task } from './zh-cn/task';
import { views } from './zh-cn/views';
import { waiting } from './zh-cn/waiting';

/** Every text of the task pages, under `tasks`: a file a capability. */
export const zhCN = {
  tasks: { task, list, bulk, detail, create, errors, myTasks, notify, lanes, overview, schedules, views, waiting },
};
