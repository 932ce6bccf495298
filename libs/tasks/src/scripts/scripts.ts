import type { Redis } from 'ioredis';
import { AUDIT_LUA, entryOfCall } from '@task-queue/audit-trail';
import { ADVANCE_LUA, APPEND_LUA } from '@task-queue/event-log';
import { loadScript, withoutUnused, type LuaFiles } from '@task-queue/redis';
import type { Clock } from '../domain/clock.js';
import secret from '../artifacts/secret.lua';
import attemptEnd from '../attempts/attempt-end.lua';
import endOne from '../attempts/end-one.lua';
import complete from '../attempts/complete.lua';
import fail from '../attempts/fail.lua';
import interrupt from '../attempts/interrupt.lua';
import lastProgress from '../attempts/last-progress.lua';
import lost from '../attempts/lost.lua';
import progressOne from '../attempts/progress-one.lua';
import progress from '../attempts/progress.lua';
import recover from '../attempts/recover.lua';
import renew from '../attempts/renew.lua';
import retry from '../attempts/retry.lua';
import startOne from '../attempts/start-one.lua';
import start from '../attempts/start.lua';
import tellWorker from '../attempts/tell-worker.lua';
import restore from '../backup/restore.lua';
import fillFinished from '../finished/fill-finished.lua';
import finishedPart from '../finished/finished-part.lua';
import gatherFinished from '../finished/gather-finished.lua';
import keepFinished from '../finished/keep-finished.lua';
import order from '../finished/order.lua';
import answerEach from '../grouped/answer-each.lua';
import attempts from '../grouped/attempts.lua';
import creates from '../grouped/creates.lua';
import reports from '../grouped/reports.lua';
import writeCreated from '../grouped/write-created.lua';
import writeTogether from '../grouped/write-together.lua';
import bits from '../index/bits.lua';
import fileEntries from '../index/file-entries.lua';
import forgetRecord from '../index/forget-record.lua';
import forgetSnapshot from '../index/forget-snapshot.lua';
import ids from '../index/ids.lua';
import intake from '../index/intake.lua';
import intersect from '../index/intersect.lua';
import list from '../index/list.lua';
import match from '../index/match.lua';
import numbers from '../index/numbers.lua';
import oldestFirst from '../index/oldest-first.lua';
import oldest from '../index/oldest.lua';
import postings from '../index/postings.lua';
import refile from '../index/refile.lua';
import row from '../index/row.lua';
import scratch from '../index/scratch.lua';
import snapshot from '../index/snapshot.lua';
import substrings from '../index/substrings.lua';
import terms from '../index/terms.lua';
import toRefile from '../index/to-refile.lua';
import withdraw from '../index/withdraw.lua';
import withdrawing from '../index/withdrawing.lua';
import expireOverdue from '../in-time/expire-overdue.lua';
import expiry from '../in-time/expiry.lua';
import tellAtRisk from '../in-time/tell-at-risk.lua';
import times from '../in-time/times.lua';
import issueDueTickets from '../lanes/issue-due-tickets.lua';
import missingTickets from '../lanes/missing-tickets.lua';
import moveTickets from '../lanes/move-tickets.lua';
import lane from '../lanes/lane.lua';
import places from '../lanes/places.lua';
import tickets from '../lanes/tickets.lua';
import cancel from '../life/cancel.lua';
import cancellation from '../life/cancellation.lua';
import createOne from '../life/create-one.lua';
import createAtLimit from '../life/create-at-limit.lua';
import create from '../life/create.lua';
import creation from '../life/creation.lua';
import get from '../life/get.lua';
import remove from '../life/remove.lua';
import retryByHand from '../life/retry-by-hand.lua';
import again from '../once/again.lua';
import locks from '../once/locks.lua';
import events from '../record/events.lua';
import record from '../record/record.lua';
import sizes from '../record/sizes.lua';
import together from '../record/together.lua';
import declareSchedules from '../schedules/declared/declare-schedules.lua';
import claimDue from '../schedules/claim-due.lua';
import keepSchedule from '../schedules/keep-schedule.lua';
import removeSchedule from '../schedules/remove-schedule.lua';
import schedule from '../schedules/schedule.lua';
import taskEnded from '../schedules/task-ended.lua';
import tick from '../schedules/tick.lua';
import abandonOverdue from '../stop/abandon-overdue.lua';
import abandon from '../stop/abandon.lua';
import abandoned from '../stop/abandoned.lua';
import abandonment from '../stop/abandonment.lua';
import acknowledgeStop from '../stop/acknowledge-stop.lua';
import handlerEnded from '../stop/handler-ended.lua';
import handlersGone from '../stop/handlers-gone.lua';
import stop from '../stop/stop.lua';
import stopped from '../stop/stopped.lua';
import controlChange from '../waiting/control-change.lua';
import putView from '../views/put-view.lua';
import removeView from '../views/remove-view.lua';
import controlMark from '../waiting/control-mark.lua';
import control from '../waiting/control.lua';
import deal from '../waiting/deal.lua';
import gates from '../waiting/gates.lua';
import giveBack from '../waiting/give-back.lua';
import lines from '../waiting/lines.lua';
import lookAfter from '../waiting/look-after.lua';
import oldestWaiting from '../waiting/oldest-waiting.lua';
import pause from '../waiting/pause.lua';
import people from '../waiting/people.lua';
import resume from '../waiting/resume.lua';
import room from '../waiting/room.lua';
import setLimits from '../waiting/set-limits.lua';
import setSlots from '../waiting/set-slots.lua';
import why from '../waiting/why.lua';
import countSlots from '../worker/count-slots.lua';
import heartbeat from '../worker/heartbeat.lua';
import judgeSilence from '../worker/judge-silence.lua';
import leave from '../worker/leave.lua';
import report from '../worker/report.lua';

/** What Redis runs, by the folder of its capability. */
const SCRIPTS = {
  index: { fileEntries, forgetRecord, forgetSnapshot, list, oldest, refile, snapshot, toRefile, withdraw },
  finished: { fillFinished, finishedPart, gatherFinished, keepFinished },
  life: { cancel, create, createAtLimit, get, remove, retryByHand },
  lanes: { issueDueTickets, missingTickets, moveTickets },
  attempts: { complete, fail, interrupt, lastProgress, lost, progress, recover, renew, retry, start },
  grouped: { attempts, creates, reports },
  stop: { abandon, abandonOverdue, acknowledgeStop, handlerEnded, handlersGone, stop, stopped },
  waiting: { giveBack, lookAfter, oldestWaiting, pause, people, resume, setLimits, setSlots, why },
  'in-time': { expireOverdue, tellAtRisk },
  schedules: { claimDue, keepSchedule, removeSchedule, tick },
  'schedules/declared': { declareSchedules },
  views: { putView, removeView },
  worker: { heartbeat, judgeSilence, leave, report },
  artifacts: { secret },
  backup: { restore },
} as const;

/** What scripts include, by folder. */
const LIBRARY = {
  record: { events, record, sizes, together },
  index: {
    bits,
    ids,
    intake,
    intersect,
    match,
    numbers,
    oldestFirst,
    postings,
    row,
    scratch,
    substrings,
    terms,
    withdrawing,
  },
  finished: { order },
  life: { cancellation, createOne, creation },
  grouped: { answerEach, writeCreated, writeTogether },
  once: { again, locks },
  'in-time': { expiry, times },
  lanes: { lane, places, tickets },
  attempts: { attemptEnd, endOne, progressOne, startOne, tellWorker },
  stop: { abandoned, abandonment },
  schedules: { schedule, taskEnded },
  waiting: { control, controlChange, controlMark, deal, gates, lines, room },
  worker: { countSlots },
  'event-log': { advance: ADVANCE_LUA, append: APPEND_LUA }, // of the library
  'audit-trail': { tell: AUDIT_LUA }, // of the library
} as const;

type Folder = keyof typeof SCRIPTS;

/** The name of a script: its file's in camel case. */
export type ScriptName = { readonly [In in Folder]: keyof (typeof SCRIPTS)[In] }[Folder];

const FOLDERS: readonly Readonly<Record<string, LuaFiles>>[] = [SCRIPTS, LIBRARY];

/** Every Lua file by its path, for {@link loadScript}. */
export const LUA_FILES: LuaFiles = Object.fromEntries(
  FOLDERS.flatMap((folders) =>
    Object.entries(folders).flatMap(([folder, texts]) =>
      Object.entries(texts).map(([name, text]) => [pathOf(folder, name), text] as const),
    ),
  ),
);

const TEXTS = Object.fromEntries(
  Object.entries(SCRIPTS).flatMap(([folder, texts]) =>
    Object.keys(texts).map((name) => [name, withoutUnused(loadScript(pathOf(folder, name), LUA_FILES))]),
  ),
) as Record<ScriptName, string>; // fromEntries widens to string

/** The names of all scripts. */
export const SCRIPT_NAMES = Object.keys(TEXTS) as readonly ScriptName[];

/** Calls a script with its one key; answers are what the script's header says. */
export type ScriptCall = (key: string, ...args: (string | number)[]) => Promise<unknown>;

/** A script as Redis takes it, for a connection that {@link defineScripts} can't be asked for. */
export function scriptText(name: ScriptName): string {
  return TEXTS[name];
}

const defined = new WeakMap<Redis, Readonly<Record<ScriptName, ScriptCall>>>();

/** Makes the scripts known to a connection: sent by their SHA, and whole where Redis does not know them yet. */
export function defineScripts(redis: Redis): Readonly<Record<ScriptName, ScriptCall>> {
  let calls = defined.get(redis);
  if (calls === undefined) {
    for (const name of SCRIPT_NAMES) {
      redis.defineCommand(`task:${name}`, { numberOfKeys: 1, lua: scriptText(name) });
    }
    const commands = redis as unknown as Record<string, ScriptCall>; // defineCommand adds methods TypeScript can't see
    calls = Object.fromEntries(
      SCRIPT_NAMES.map((name) => [name, (...args: Parameters<ScriptCall>) => commands[`task:${name}`]!(...args)]),
    ) as Record<ScriptName, ScriptCall>;
    defined.set(redis, calls); // many parts share a connection, and the SHA of all scripts takes milliseconds
  }
  return calls;
}

/** Runs a script of one deployment, as of now; `key` is its one key. */
export type RunScript = (name: ScriptName, key: string, ...args: (string | number)[]) => Promise<unknown>;

/** Scripts that do what people ask for, and tell of it in the audit log: their last argument is the entry. */
export const AUDITED: ReadonlySet<ScriptName> = new Set<ScriptName>([
  ...(['create', 'createAtLimit', 'cancel', 'retryByHand', 'remove', 'stop'] as const),
  ...(['pause', 'resume', 'setSlots', 'setLimits'] as const),
  ...(['keepSchedule', 'removeSchedule', 'putView', 'removeView'] as const),
]);

/** The way to run scripts of the deployment with a prefix, each with what it tells of the call that is being answered. */
export function scriptRunner(redis: Redis, clock: Clock, prefix: string): RunScript {
  return tellingRunner(plainRunner(redis, clock, prefix));
}

/** The same, with what they tell given by whoever runs them. */
export function plainRunner(redis: Redis, clock: Clock, prefix: string): RunScript {
  const scripts = defineScripts(redis);
  return (name, key, ...args) => scripts[name](key, prefix, clock.nowMs(), ...args);
}

/** Has scripts tell of the call that is being answered when they are asked for, whenever they run. */
export function tellingRunner(run: RunScript): RunScript {
  return (name, key, ...args) => (AUDITED.has(name) ? run(name, key, ...args, entryOfCall()) : run(name, key, ...args));
}

function pathOf(folder: string, name: string): string {
  return `${folder}/${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.lua`;
}
