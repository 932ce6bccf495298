import type {
  AuditAction,
  AuditEntry,
  AuditFields,
  AuditOutcome,
  AuditTarget,
  AuditTargetType,
  AuditToken,
  ErrorCode,
  TaskCreator,
} from '@task-queue/contracts';

/** What is told, as this process knows it. What is left out is not known, or is nothing. */
export interface ToldEntry {
  readonly action: AuditAction;
  /** @default 'done' */
  readonly outcome?: AuditOutcome;
  readonly code?: ErrorCode;
  readonly who?: TaskCreator;
  readonly token?: AuditToken;
  readonly address?: string;
  readonly target?: Pick<AuditTarget, 'type' | 'id'>;
  /** What it is called, where it has a name. */
  readonly name?: string;
  readonly before?: AuditFields;
  readonly after?: AuditFields;
  readonly reason?: string;
  readonly requestId?: string;
  /** @default 1 */
  readonly count?: number;
  /** Whether it is done to what somebody else owns, or ends a session: what people do to their own never pushes that out. @default false */
  readonly ofOthers?: boolean;
}

/** The same in JSON, with short names: there are many. */
interface StoredEntry {
  readonly a: AuditAction;
  readonly o?: AuditOutcome;
  readonly c?: ErrorCode;
  readonly w?: readonly [id: string, username: string];
  readonly k?: readonly [id: string, name: string];
  readonly i?: string;
  readonly t?: readonly [type: AuditTargetType, id: string];
  readonly l?: string;
  readonly b?: AuditFields;
  readonly f?: AuditFields;
  readonly y?: string;
  readonly r?: string;
  readonly n?: number;
}

/** An entry of one of the streams, as Redis has it. */
export type StreamEntry = readonly [id: string, fields: readonly string[]];

/** What an action makes where its route has nothing else that it is done to. */
const MADE: Readonly<Record<string, AuditTargetType>> = {
  user: 'user',
  token: 'token',
  schedule: 'schedule',
  view: 'view',
};

/** What everybody can do as often as they like to what is their own. */
const OFTEN = /^(?:task|tasks|schedule|view)\.|^auth\.refresh$/;

/** Whether anybody can make as many of these as they like. */
export const isOften = (action: AuditAction): boolean => OFTEN.test(action);

/** The logs: what is seldom, what is often, what was refused or failed; by what stands in front of an encoded entry. */
const LOGS = { '+': 'a', '-': 'b', '!': 'c' } as const;

/** One of the logs, as the end of an entry's id. */
export type LogName = (typeof LOGS)[keyof typeof LOGS];

/**
 * An entry as scripts take it. What anybody can make many of is in a log of its own, as nobody is to push out by it what
 * happens seldom, and so is what was refused, which pushes out nothing that was done. What stands in front says in which it is:
 * see {@link LOGS}.
 */
export function encodeEntry(told: ToldEntry): string {
  const { action, outcome = 'done', code, who, token, address, target, name } = told;
  const { before, after, reason, requestId, count = 1, ofOthers = false } = told;
  const stored: StoredEntry = {
    a: action,
    ...(outcome === 'done' ? {} : { o: outcome }),
    ...(code === undefined ? {} : { c: code }),
    ...(who === undefined ? {} : { w: [who.id, who.username] }),
    ...(token === undefined ? {} : { k: [token.id, token.name] }),
    ...(address === undefined ? {} : { i: address }),
    ...(target === undefined ? {} : { t: [target.type, target.id] }),
    ...(name === undefined ? {} : { l: name }),
    ...(before === undefined ? {} : { b: before }),
    ...(after === undefined ? {} : { f: after }),
    ...(reason === undefined ? {} : { y: reason }),
    ...(requestId === undefined ? {} : { r: requestId }),
    ...(count === 1 ? {} : { n: count }),
  };
  const isRefused = outcome === 'refused' || outcome === 'failed';
  return `${isRefused ? '!' : isOften(action) && !ofOthers ? '-' : '+'}${JSON.stringify(stored)}`;
}

/** In which of the logs an entry is. */
export function logOf(encoded: string): LogName {
  return LOGS[encoded[0] as keyof typeof LOGS];
}

/** @returns `null` where somebody else wrote it */
export function decodeEntry([id, flat]: StreamEntry, place: string): AuditEntry | null {
  const fields = Object.fromEntries(
    Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i]!, flat[2 * i + 1]!]),
  );
  try {
    const stored = JSON.parse(fields['e'] ?? '') as StoredEntry;
    const who = fields['w'] === undefined ? stored.w : (JSON.parse(fields['w']) as StoredEntry['w']);
    const made = fields['m'];
    const [type = MADE[stored.a.split('.')[0]!] ?? 'task', targetId = made] = stored.t ?? [];
    const name = fields['l'] ?? stored.l ?? null;
    return {
      id: place,
      at: new Date(Number(id.split('-')[0])).toISOString(),
      action: stored.a,
      outcome: stored.o ?? 'done',
      code: stored.c ?? null,
      who: who === undefined ? null : { id: who[0], username: who[1] },
      token: stored.k === undefined ? null : { id: stored.k[0], name: stored.k[1] },
      address: stored.i ?? null,
      target: targetId === undefined ? null : { type, id: targetId, name },
      taskId: made !== undefined && targetId !== made ? made : null,
      before: fieldsFrom(stored.b, fields['b']),
      after: fieldsFrom(stored.f, fields['f']),
      reason: stored.y ?? null,
      requestId: stored.r ?? null,
      count: stored.n ?? 1,
    };
  } catch {
    return null;
  }
}

/** What the process said and what the script added. */
function fieldsFrom(said: AuditFields | undefined, added: string | undefined): AuditFields | null {
  const all = { ...said, ...(added === undefined ? {} : (JSON.parse(added) as AuditFields)) };
  return Object.keys(all).length === 0 ? null : all;
}
