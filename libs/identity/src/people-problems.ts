import type { PeopleCode } from '@task-queue/contracts';
import { defineProblems } from '@task-queue/problems';

defineProblems<PeopleCode>('people', {
  INVALID_CREDENTIALS: { status: 401, detail: { zh: '用户名或密码不正确', en: 'Wrong user name or password' } },
  LOCAL_LOGIN_OFF: {
    status: 403,
    detail: {
      zh: '请使用单点登录；密码登录仅供管理员使用',
      en: 'Sign in by single sign-on: passwords are for administrators alone',
    },
  },
  SECOND_FACTOR_REQUIRED: {
    status: 401,
    detail: {
      zh: '请输入身份验证器显示的验证码，或一个恢复码',
      en: 'Enter the code that your authenticator app shows, or a recovery code',
    },
  },
  INVALID_SECOND_FACTOR: {
    status: 401,
    detail: { zh: '验证码不正确或已使用过', en: 'The code is not right, or was used before' },
  },
  SECOND_FACTOR_ON: { status: 409, detail: { zh: '两步验证已开启', en: 'The second factor is on already' } },
  SECOND_FACTOR_OFF: { status: 409, detail: { zh: '两步验证未开启', en: 'There is no second factor' } },
  SECOND_FACTOR_NOT_BEGUN: {
    status: 409,
    detail: {
      zh: '设置已过期，请重新开始',
      en: 'There is nothing to confirm, or its time is up: begin again',
    },
  },
  SECOND_FACTOR_SETUP_REQUIRED: {
    status: 403,
    detail: { zh: '请先设置两步验证', en: 'Set up your second factor first' },
  },
  PASSWORD_CHANGE_REQUIRED: {
    status: 403,
    detail: { zh: '请先修改密码', en: 'Change your password first' },
  },
  USER_NOT_FOUND: { status: 404, detail: { zh: '用户不存在', en: 'There is no such user' } },
  USERNAME_TAKEN: { status: 409, detail: { zh: '用户名已被使用', en: 'The user name is taken' } },
  LAST_ADMIN: { status: 409, detail: { zh: '必须保留至少一位管理员', en: 'At least one administrator must remain' } },
  SESSION_NOT_FOUND: {
    status: 404,
    detail: { zh: '登录不存在或已结束', en: 'There is no such session, or it has ended' },
  },
  MANAGED_BY_PROVIDER: {
    status: 409,
    detail: {
      zh: '此用户通过单点登录，角色和密码由登录服务管理',
      en: 'The user signs in by single sign-on, and has their role and password there',
    },
  },
  PROVIDER_UNAVAILABLE: {
    status: 503,
    detail: {
      zh: '单点登录服务暂时无法访问，请稍后再试',
      en: 'The single sign-on service is out of reach, try again later',
    },
  },
  TOKEN_NOT_FOUND: { status: 404, detail: { zh: '访问令牌不存在', en: 'There is no such access token' } },
  TOO_MANY_TOKENS: {
    status: 409,
    detail: { zh: '每人最多 100 个访问令牌', en: 'Nobody may have more than 100 access tokens' },
  },
});
