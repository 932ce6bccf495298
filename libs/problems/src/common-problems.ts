import type { CommonCode } from '@task-queue/contracts';
import { defineProblems } from './problem-registry.js';

defineProblems<CommonCode>('common', {
  BAD_REQUEST: { status: 400, detail: { zh: '请求无法理解', en: 'The request could not be understood' } },
  VALIDATION_FAILED: {
    status: 422,
    detail: { zh: '有些字段不符合要求', en: 'Some fields are not valid' },
    exampleErrors: [{ field: 'pageSize', message: '不能大于 100' }],
  },
  IDEMPOTENCY_KEY_REUSED: {
    status: 422,
    detail: {
      zh: '此 Idempotency-Key 已用于另一个不同的请求',
      en: 'This Idempotency-Key was used for a different request',
    },
  },
  UNAUTHORIZED: { status: 401, detail: { zh: '请先登录', en: 'Please sign in' } },
  FORBIDDEN: { status: 403, detail: { zh: '没有权限执行此操作', en: 'You may not do this' } },
  NOT_FOUND: { status: 404, detail: { zh: '没有找到', en: 'Not found' } },
  METHOD_NOT_ALLOWED: { status: 405, detail: { zh: '不支持此方法', en: 'The method is not supported here' } },
  PRECONDITION_FAILED: {
    status: 412,
    detail: {
      zh: '文件与已下载的部分不是同一个，请重新下载',
      en: 'This is not the file that you have a part of: download it from the beginning',
    },
  },
  PAYLOAD_TOO_LARGE: {
    status: 413,
    detail: { zh: '请求内容过大或嵌套过深', en: 'The request is too large or nested too deep' },
  },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, detail: { zh: '请求内容必须是 JSON', en: 'The request body must be JSON' } },
  RANGE_NOT_SATISFIABLE: {
    status: 416,
    detail: { zh: '请求的范围超出了文件大小', en: 'The range lies beyond the end of the file' },
  },
  TOO_MANY_REQUESTS: {
    status: 429,
    detail: { zh: '请求过于频繁，请稍后再试', en: 'Too many requests, try again later' },
  },
  INVALID_CURSOR: { status: 400, detail: { zh: '游标无效', en: 'The cursor is not valid' } },
  UNAVAILABLE: {
    status: 503,
    detail: { zh: '服务暂时不可用，请稍后再试', en: 'The service is not available at the moment, try again' },
  },
  INTERNAL: { status: 500, detail: { zh: '服务器内部错误', en: 'Something went wrong on the server' } },
});
