import { AuditLog } from '@task-queue/audit-trail';
import type { AuditEntry, AuditOutcome } from '@task-queue/contracts';
import type { Answer } from './answer.js';
import { CALLERS } from './callers.js';
import { eventually } from './eventually.js';
import type { RunningApi } from './start-api.js';

/** Calls that are no GET and change nothing. */
const CHANGE_NOTHING = [
  'POST /api/auth/oidc/login',
  'POST /api/schedules/preview',
  'POST /api/tasks/{id}/artifact/link',
];

/** Calls that nobody has to be known for: who they come from is an address. */
const FOR_ANYBODY = /^POST \/api\/auth\/(login|refresh|logout|oidc\/(login|backchannel-logout))$/;

/** The newest entries of the audit log. */
export async function toldOf({ fixture }: RunningApi, count = 500): Promise<readonly AuditEntry[]> {
  return (await new AuditLog(fixture.redis, fixture.prefix).read({}, () => true, count)).entries;
}

/** What an entry of a call has to say, where there has to be one. */
function outcomeOf(name: string, status: number, isStranger: boolean): AuditOutcome | null {
  if (status === 401 || status === 403) {
    return 'refused';
  }
  if (name.startsWith('GET ') || CHANGE_NOTHING.includes(name)) {
    return null;
  }
  return status >= 400 ? 'failed' : isStranger && name.endsWith('logout') ? null : 'done';
}

/**
 * What of some answers should be in the audit log and is not: all that changed something, and the first of each kind of refusal.
 *
 * @param name - of the call, e.g. `POST /api/tasks`
 * @param answers - to each of the callers, in their order
 */
export async function untold(api: RunningApi, name: string, answers: readonly Answer[]): Promise<readonly string[]> {
  const expected = new Map<string, { readonly outcome: AuditOutcome; readonly requestId: string }>();
  answers.forEach(({ status, headers }, i) => {
    const outcome = outcomeOf(name, status, i === 0);
    const caller = status >= 400 && FOR_ANYBODY.test(name) ? 'anybody' : CALLERS[i];
    const key = `${name} ${status} ${caller}`;
    if (outcome !== null && !expected.has(key)) {
      expected.set(key, { outcome, requestId: headers.get('x-request-id')! });
    }
  });
  let missing: readonly string[] = [];
  await eventually(async () => {
    const told = new Map((await toldOf(api)).map(({ requestId, outcome }) => [requestId, outcome]));
    missing = [...expected].filter(([, { outcome, requestId }]) => told.get(requestId) !== outcome).map(([key]) => key);
    return missing.length === 0;
  }).catch(() => undefined); // what is missing is told by who asked
  return missing;
}
