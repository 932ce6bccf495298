import { MAX_SORTED_TASKS, type TaskCode } from '@task-queue/contracts';
import { defineProblems } from '@task-queue/problems';

defineProblems<TaskCode>('tasks', {
  UNKNOWN_TASK_TYPE: {
    status: 422,
    detail: { zh: '没有这种任务类型', en: 'There is no such task type' },
    exampleErrors: [{ field: 'type', message: '没有这种任务类型' }],
  },
  TASK_NOT_FOUND: { status: 404, detail: { zh: '任务不存在', en: 'There is no such task' } },
  TASK_RUNNING: { status: 409, detail: { zh: '无法取消正在执行的任务', en: 'A running task cannot be cancelled' } },
  TASK_FINISHED: { status: 409, detail: { zh: '任务已经结束', en: 'The task has already finished' } },
  TASK_NOT_FAILED: { status: 409, detail: { zh: '只能重试失败的任务', en: 'Only a failed task can be retried' } },
  TASK_NOT_FINISHED: {
    status: 409,
    detail: { zh: '只能删除已结束的任务', en: 'Only a finished task can be deleted' },
  },
  TASK_NOT_RUNNING: { status: 409, detail: { zh: '任务没有在执行', en: 'The task is not running' } },
  TASK_NOT_STOPPABLE: {
    status: 409,
    detail: { zh: '此类任务无法停止', en: 'Tasks of this type cannot be stopped' },
  },
  TASK_DUPLICATE: {
    status: 409,
    detail: { zh: '已有一个相同的任务尚未结束', en: 'There is a task like it that is not over yet' },
    exampleMembers: { taskId: '019aaf3c-8d2b-7c4e-9f10-2b6d1e7a9c55' },
  },
  ARTIFACT_NOT_FOUND: {
    status: 404,
    detail: { zh: '此任务没有可下载的文件', en: 'This task has no file to download' },
  },
  ARTIFACT_UNAVAILABLE: {
    status: 503,
    detail: {
      zh: '文件存储暂时无法访问，请稍后再下载',
      en: 'The storage of files cannot be reached at the moment: download the file later',
    },
  },
  INVALID_LINK: {
    status: 403,
    detail: {
      zh: '下载地址无效或已过期，请从任务页重新下载',
      en: 'The download address is not valid, or no longer: download the file from its task again',
    },
  },
  QUEUE_FULL: {
    status: 429,
    detail: {
      zh: '等待中的任务太多，请等一些任务执行后再试',
      en: 'Too many tasks are waiting: try again when some of them have run',
    },
  },
  SORT_TOO_BROAD: {
    status: 422,
    detail: {
      zh: `符合条件的任务超过 ${MAX_SORTED_TASKS} 个，不能这样排序：请缩小筛选范围，或按创建时间、结束时间排序`,
      en: `More than ${MAX_SORTED_TASKS} tasks match, too many to be sorted like this: narrow the filter, or sort by creation or end`,
    },
  },
  STORAGE_FULL: {
    status: 503,
    detail: {
      zh: '存储空间已满，暂时无法创建任务。请删除已结束的任务，或联系管理员',
      en: 'The storage is full: delete finished tasks, or ask an administrator, before you create more',
    },
  },
});
