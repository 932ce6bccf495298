import { AUDIT_LUA } from '@task-queue/audit-trail';
import { loadScript, type LuaFiles } from '@task-queue/redis';
import accounts from '../accounts/accounts.lua';
import changeUser from '../accounts/change-user.lua';
import createUser from '../accounts/create-user.lua';
import hasAdministrator from '../accounts/has-administrator.lua';
import answers from '../oidc/answers.lua';
import giveUpPerson from '../oidc/give-up-person.lua';
import signOutThere from '../oidc/sign-out-there.lua';
import vouchForPerson from '../oidc/vouch-for-person.lua';
import beginSecondFactor from '../second-factor/begin-second-factor.lua';
import factors from '../second-factor/factors.lua';
import replaceRecoveryCodes from '../second-factor/replace-recovery-codes.lua';
import turnOffSecondFactor from '../second-factor/turn-off-second-factor.lua';
import turnOnSecondFactor from '../second-factor/turn-on-second-factor.lua';
import endSession from '../sessions/end-session.lua';
import endSessions from '../sessions/end-sessions.lua';
import listSessions from '../sessions/list-sessions.lua';
import keepVoucher from '../sessions/keep-voucher.lua';
import openSession from '../sessions/open-session.lua';
import personOfSession from '../sessions/person-of-session.lua';
import refreshSession from '../sessions/refresh-session.lua';
import sessions from '../sessions/sessions.lua';
import beginAttempt from '../throttle/begin-attempt.lua';
import endAttempt from '../throttle/end-attempt.lua';
import createToken from '../tokens/create-token.lua';
import endToken from '../tokens/end-token.lua';
import listTokens from '../tokens/list-tokens.lua';
import personOfToken from '../tokens/person-of-token.lua';
import tokens from '../tokens/tokens.lua';

/** Every Lua file by its path. */
export const LUA_FILES: LuaFiles = {
  'accounts/accounts.lua': accounts,
  'accounts/change-user.lua': changeUser,
  'accounts/create-user.lua': createUser,
  'accounts/has-administrator.lua': hasAdministrator,
  'oidc/answers.lua': answers,
  'oidc/give-up-person.lua': giveUpPerson,
  'oidc/sign-out-there.lua': signOutThere,
  'oidc/vouch-for-person.lua': vouchForPerson,
  'second-factor/factors.lua': factors,
  'second-factor/begin-second-factor.lua': beginSecondFactor,
  'second-factor/replace-recovery-codes.lua': replaceRecoveryCodes,
  'second-factor/turn-off-second-factor.lua': turnOffSecondFactor,
  'second-factor/turn-on-second-factor.lua': turnOnSecondFactor,
  'sessions/sessions.lua': sessions,
  'sessions/end-session.lua': endSession,
  'sessions/end-sessions.lua': endSessions,
  'sessions/list-sessions.lua': listSessions,
  'sessions/keep-voucher.lua': keepVoucher,
  'sessions/open-session.lua': openSession,
  'sessions/person-of-session.lua': personOfSession,
  'sessions/refresh-session.lua': refreshSession,
  'throttle/begin-attempt.lua': beginAttempt,
  'throttle/end-attempt.lua': endAttempt,
  'tokens/tokens.lua': tokens,
  'tokens/create-token.lua': createToken,
  'tokens/end-token.lua': endToken,
  'tokens/list-tokens.lua': listTokens,
  'tokens/person-of-token.lua': personOfToken,
  'audit-trail/tell.lua': AUDIT_LUA, // of the library
};

/** What Redis runs, each with what it includes. */
export const SCRIPT_TEXTS = {
  changeUser: loadScript('accounts/change-user.lua', LUA_FILES),
  createUser: loadScript('accounts/create-user.lua', LUA_FILES),
  hasAdministrator: loadScript('accounts/has-administrator.lua', LUA_FILES),
  giveUpPerson: loadScript('oidc/give-up-person.lua', LUA_FILES),
  signOutThere: loadScript('oidc/sign-out-there.lua', LUA_FILES),
  vouchForPerson: loadScript('oidc/vouch-for-person.lua', LUA_FILES),
  beginSecondFactor: loadScript('second-factor/begin-second-factor.lua', LUA_FILES),
  replaceRecoveryCodes: loadScript('second-factor/replace-recovery-codes.lua', LUA_FILES),
  turnOffSecondFactor: loadScript('second-factor/turn-off-second-factor.lua', LUA_FILES),
  turnOnSecondFactor: loadScript('second-factor/turn-on-second-factor.lua', LUA_FILES),
  endSession: loadScript('sessions/end-session.lua', LUA_FILES),
  endSessions: loadScript('sessions/end-sessions.lua', LUA_FILES),
  listSessions: loadScript('sessions/list-sessions.lua', LUA_FILES),
  keepVoucher: loadScript('sessions/keep-voucher.lua', LUA_FILES),
  openSession: loadScript('sessions/open-session.lua', LUA_FILES),
  personOfSession: loadScript('sessions/person-of-session.lua', LUA_FILES),
  refreshSession: loadScript('sessions/refresh-session.lua', LUA_FILES),
  beginAttempt: loadScript('throttle/begin-attempt.lua', LUA_FILES),
  endAttempt: loadScript('throttle/end-attempt.lua', LUA_FILES),
  createToken: loadScript('tokens/create-token.lua', LUA_FILES),
  endToken: loadScript('tokens/end-token.lua', LUA_FILES),
  listTokens: loadScript('tokens/list-tokens.lua', LUA_FILES),
  personOfToken: loadScript('tokens/person-of-token.lua', LUA_FILES),
};

/** The name of a script: its file's in camel case. */
export type ScriptName = keyof typeof SCRIPT_TEXTS;

/** Scripts that people's calls are told of by, in the audit log: their last argument is the entry. */
export const AUDITED: ReadonlySet<ScriptName> = new Set(
  (Object.keys(SCRIPT_TEXTS) as ScriptName[]).filter((name) => SCRIPT_TEXTS[name].includes(AUDIT_LUA)),
);
