import type { PeopleCode } from '@task-queue/contracts';
import { defineProblems } from '@task-queue/problems';

defineProblems<PeopleCode>('people', {
  INVALID_CREDENTIALS: { status: 401, detail: { zh: '用户名或密码不正确', en: 'Wrong user name or password' } },
  USER_NOT_FOUND: { status: 404, detail: { zh: '用户不存在', en: 'There is no such user' } },
  USERNAME_TAKEN: { status: 409, detail: { zh: '用户名已被使用', en: 'The user name is taken' } },
  LAST_ADMIN: { status: 409, detail: { zh: '必须保留至少一位管理员', en: 'At least one administrator must remain' } },
  SESSION_NOT_FOUND: {
    status: 404,
    detail: { zh: '登录不存在或已结束', en: 'There is no such session, or it has ended' },
  },
  TOKEN_NOT_FOUND: { status: 404, detail: { zh: '访问令牌不存在', en: 'There is no such access token' } },
  TOO_MANY_TOKENS: {
    status: 409,
    detail: { zh: '每人最多 100 个访问令牌', en: 'Nobody may have more than 100 access tokens' },
  },
});
