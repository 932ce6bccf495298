import type { Redis } from 'ioredis';
import attend from './lua/attend.lua';
import cancel from './lua/cancel.lua';
import claimDue from './lua/claim-due.lua';
import complete from './lua/complete.lua';
import create from './lua/create.lua';
import fail from './lua/fail.lua';
import forgetRecord from './lua/forget-record.lua';
import forgetSnapshot from './lua/forget-snapshot.lua';
import get from './lua/get.lua';
import holdRetention from './lua/hold-retention.lua';
import interrupt from './lua/interrupt.lua';
import judgeSilence from './lua/judge-silence.lua';
import bits from './lua/lib/bits.lua';
import events from './lua/lib/events.lua';
import failure from './lua/lib/failure.lua';
import ids from './lua/lib/ids.lua';
import index from './lua/lib/index.lua';
import intake from './lua/lib/intake.lua';
import match from './lua/lib/match.lua';
import numbers from './lua/lib/numbers.lua';
import oldestFirst from './lua/lib/oldest-first.lua';
import record from './lua/lib/record.lua';
import sizes from './lua/lib/sizes.lua';
import scratch from './lua/lib/scratch.lua';
import substrings from './lua/lib/substrings.lua';
import terms from './lua/lib/terms.lua';
import tickets from './lua/lib/tickets.lua';
import withdrawing from './lua/lib/withdrawing.lua';
import list from './lua/list.lua';
import lost from './lua/lost.lua';
import missingTickets from './lua/missing-tickets.lua';
import oldest from './lua/oldest.lua';
import progress from './lua/progress.lua';
import recover from './lua/recover.lua';
import refile from './lua/refile.lua';
import remove from './lua/remove.lua';
import renew from './lua/renew.lua';
import retryByHand from './lua/retry-by-hand.lua';
import retry from './lua/retry.lua';
import secret from './lua/secret.lua';
import snapshot from './lua/snapshot.lua';
import start from './lua/start.lua';
import toRefile from './lua/to-refile.lua';
import withdraw from './lua/withdraw.lua';

/**
 * Lets a script run when Redis is at its limit: what makes room, what ends or gives back a running task, and what reads,
 * which at most files what waits in the intake. What grows without an end (other creates, progress and logs) waits.
 */
const ALLOW_WHEN_FULL = '#!lua flags=allow-oom';

/** What finds tasks in the index. */
const lookUp = [numbers, scratch, bits, ids, match, substrings] as const;

/** What every script that reads the index begins with, unless it asks for the status alone: nothing waits to be filed. */
const read = [record, index, terms, intake, 'fileIntake()', ...lookUp] as const;

const SCRIPTS = {
  create: [record, tickets, events, index, terms, intake, numbers, create],
  createAtLimit: [ALLOW_WHEN_FULL, record, tickets, events, index, terms, intake, numbers, create],
  start: [ALLOW_WHEN_FULL, record, tickets, events, index, start],
  progress: [record, events, progress],
  lastProgress: [ALLOW_WHEN_FULL, record, events, progress],
  complete: [ALLOW_WHEN_FULL, record, sizes, events, index, terms, complete],
  retry: [ALLOW_WHEN_FULL, record, sizes, tickets, events, index, terms, failure, retry],
  fail: [ALLOW_WHEN_FULL, record, sizes, tickets, events, index, terms, failure, fail],
  interrupt: [ALLOW_WHEN_FULL, record, tickets, events, index, interrupt],
  cancel: [ALLOW_WHEN_FULL, record, sizes, tickets, events, index, terms, cancel],
  retryByHand: [record, sizes, tickets, events, index, retryByHand],
  remove: [ALLOW_WHEN_FULL, record, sizes, events, index, terms, intake, numbers, remove],
  renew: [ALLOW_WHEN_FULL, record, renew],
  lost: [ALLOW_WHEN_FULL, record, lost],
  recover: [ALLOW_WHEN_FULL, record, sizes, tickets, events, index, terms, failure, recover],
  claimDue: [ALLOW_WHEN_FULL, record, tickets, claimDue],
  get: [ALLOW_WHEN_FULL, record, get],
  list: [ALLOW_WHEN_FULL, ...read, list],
  oldest: [ALLOW_WHEN_FULL, ...read, oldestFirst, oldest],
  missingTickets: [ALLOW_WHEN_FULL, record, index, tickets, ...lookUp, oldestFirst, missingTickets],
  snapshot: [ALLOW_WHEN_FULL, ...read, snapshot],
  toRefile: [...read, oldestFirst, toRefile],
  refile: [record, index, terms, intake, refile],
  withdraw: [ALLOW_WHEN_FULL, record, index, terms, intake, withdrawing, withdraw],
  forgetRecord: [ALLOW_WHEN_FULL, record, sizes, index, numbers, withdrawing, forgetRecord],
  forgetSnapshot: [ALLOW_WHEN_FULL, record, index, forgetSnapshot],
  holdRetention: [ALLOW_WHEN_FULL, holdRetention],
  attend: [ALLOW_WHEN_FULL, record, attend],
  judgeSilence: [ALLOW_WHEN_FULL, record, judgeSilence],
  secret: [ALLOW_WHEN_FULL, secret],
} as const;

/** The name of a script in `lua/`. */
export type ScriptName = keyof typeof SCRIPTS;

/** Calls a script with its one key; answers are what the script's header says. */
export type ScriptCall = (key: string, ...args: (string | number)[]) => Promise<unknown>;

/** A script as Redis takes it, for a connection that {@link defineScripts} can't be asked for. */
export function scriptText(name: ScriptName): string {
  return SCRIPTS[name].join('\n');
}

/** Makes the scripts known to a connection: sent by their SHA, and whole where Redis does not know them yet. */
export function defineScripts(redis: Redis): Readonly<Record<ScriptName, ScriptCall>> {
  const names = Object.keys(SCRIPTS) as ScriptName[]; // Object.keys widens to string[]
  for (const name of names) {
    redis.defineCommand(`task:${name}`, { numberOfKeys: 1, lua: scriptText(name) });
  }
  const commands = redis as unknown as Record<string, ScriptCall>; // defineCommand adds methods TypeScript can't see
  return Object.fromEntries(
    names.map((name) => [name, (...args: Parameters<ScriptCall>) => commands[`task:${name}`]!(...args)]),
  ) as Record<ScriptName, ScriptCall>;
}
