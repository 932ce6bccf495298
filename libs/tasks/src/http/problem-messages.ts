import type { ErrorCode, LocalizedText } from '@task-queue/contracts';

/** What is said of each code, and the HTTP status it is said with. */
export const PROBLEMS: Readonly<Record<ErrorCode, { readonly status: number; readonly detail: LocalizedText }>> = {
  BAD_REQUEST: { status: 400, detail: { zh: '请求无法理解', en: 'The request could not be understood' } },
  VALIDATION_FAILED: { status: 422, detail: { zh: '有些字段不符合要求', en: 'Some fields are not valid' } },
  UNKNOWN_TASK_TYPE: { status: 422, detail: { zh: '没有这种任务类型', en: 'There is no such task type' } },
  IDEMPOTENCY_KEY_REUSED: {
    status: 422,
    detail: {
      zh: '此 Idempotency-Key 已用于另一个不同的请求',
      en: 'This Idempotency-Key was used for a different request',
    },
  },
  UNAUTHORIZED: { status: 401, detail: { zh: '请先登录', en: 'Please sign in' } },
  INVALID_CREDENTIALS: { status: 401, detail: { zh: '用户名或密码不正确', en: 'Wrong user name or password' } },
  FORBIDDEN: { status: 403, detail: { zh: '没有权限执行此操作', en: 'You may not do this' } },
  NOT_FOUND: { status: 404, detail: { zh: '没有找到', en: 'Not found' } },
  TASK_NOT_FOUND: { status: 404, detail: { zh: '任务不存在', en: 'There is no such task' } },
  TASK_RUNNING: { status: 409, detail: { zh: '无法取消正在执行的任务', en: 'A running task cannot be cancelled' } },
  TASK_FINISHED: { status: 409, detail: { zh: '任务已经结束', en: 'The task has already finished' } },
  TASK_NOT_FAILED: { status: 409, detail: { zh: '只能重试失败的任务', en: 'Only a failed task can be retried' } },
  TASK_NOT_FINISHED: {
    status: 409,
    detail: { zh: '只能删除已结束的任务', en: 'Only a finished task can be deleted' },
  },
  ARTIFACT_NOT_FOUND: {
    status: 404,
    detail: { zh: '此任务没有可下载的文件', en: 'This task has no file to download' },
  },
  INVALID_LINK: {
    status: 403,
    detail: {
      zh: '下载地址无效或已过期，请从任务页重新下载',
      en: 'The download address is not valid, or no longer: download the file from its task again',
    },
  },
  PRECONDITION_FAILED: {
    status: 412,
    detail: {
      zh: '文件与已下载的部分不是同一个，请重新下载',
      en: 'This is not the file that you have a part of: download it from the beginning',
    },
  },
  RANGE_NOT_SATISFIABLE: {
    status: 416,
    detail: { zh: '请求的范围超出了文件大小', en: 'The range lies beyond the end of the file' },
  },
  USER_NOT_FOUND: { status: 404, detail: { zh: '用户不存在', en: 'There is no such user' } },
  USERNAME_TAKEN: { status: 409, detail: { zh: '用户名已被使用', en: 'The user name is taken' } },
  LAST_ADMIN: { status: 409, detail: { zh: '必须保留至少一位管理员', en: 'At least one administrator must remain' } },
  METHOD_NOT_ALLOWED: { status: 405, detail: { zh: '不支持此方法', en: 'The method is not supported here' } },
  PAYLOAD_TOO_LARGE: {
    status: 413,
    detail: { zh: '请求内容过大或嵌套过深', en: 'The request is too large or nested too deep' },
  },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, detail: { zh: '请求内容必须是 JSON', en: 'The request body must be JSON' } },
  TOO_MANY_REQUESTS: {
    status: 429,
    detail: { zh: '请求过于频繁，请稍后再试', en: 'Too many requests, try again later' },
  },
  INVALID_CURSOR: { status: 400, detail: { zh: '游标无效', en: 'The cursor is not valid' } },
  UNAVAILABLE: {
    status: 503,
    detail: { zh: '服务暂时不可用，请稍后再试', en: 'The service is not available at the moment, try again' },
  },
  STORAGE_FULL: {
    status: 503,
    detail: {
      zh: '存储空间已满，暂时无法创建任务。请删除已结束的任务，或联系管理员',
      en: 'The storage is full: delete finished tasks, or ask an administrator, before you create more',
    },
  },
  INTERNAL: { status: 500, detail: { zh: '服务器内部错误', en: 'Something went wrong on the server' } },
};
