import type { Redis } from 'ioredis';
import cancel from './lua/cancel.lua';
import complete from './lua/complete.lua';
import createAtLimit from './lua/create-at-limit.lua';
import create from './lua/create.lua';
import fail from './lua/fail.lua';
import forgetRecord from './lua/forget-record.lua';
import forgetSnapshot from './lua/forget-snapshot.lua';
import get from './lua/get.lua';
import holdRetention from './lua/hold-retention.lua';
import heartbeat from './lua/heartbeat.lua';
import interrupt from './lua/interrupt.lua';
import issueDueTickets from './lua/issue-due-tickets.lua';
import judgeSilence from './lua/judge-silence.lua';
import lastProgress from './lua/last-progress.lua';
import attemptEnd from './lua/lib/attempt-end.lua';
import bits from './lua/lib/bits.lua';
import creation from './lua/lib/creation.lua';
import events from './lua/lib/events.lua';
import ids from './lua/lib/ids.lua';
import index from './lua/lib/index.lua';
import intake from './lua/lib/intake.lua';
import intersect from './lua/lib/intersect.lua';
import match from './lua/lib/match.lua';
import numbers from './lua/lib/numbers.lua';
import oldestFirst from './lua/lib/oldest-first.lua';
import record from './lua/lib/record.lua';
import scratch from './lua/lib/scratch.lua';
import sizes from './lua/lib/sizes.lua';
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
import { loadScript, type LuaFiles } from './script-loader.js';

const SCRIPTS = {
  cancel,
  complete,
  create,
  createAtLimit,
  fail,
  forgetRecord,
  forgetSnapshot,
  get,
  holdRetention,
  heartbeat,
  interrupt,
  issueDueTickets,
  judgeSilence,
  lastProgress,
  list,
  lost,
  missingTickets,
  oldest,
  progress,
  recover,
  refile,
  remove,
  renew,
  retry,
  retryByHand,
  secret,
  snapshot,
  start,
  toRefile,
  withdraw,
} as const;

const LIBRARY = {
  attemptEnd,
  creation,
  bits,
  events,
  ids,
  index,
  intake,
  intersect,
  match,
  numbers,
  oldestFirst,
  record,
  scratch,
  sizes,
  substrings,
  terms,
  tickets,
  withdrawing,
};

/** The name of a script in `lua/`. */
export type ScriptName = keyof typeof SCRIPTS;

/** Every Lua file by its path, for {@link loadScript}. */
export const LUA_FILES: LuaFiles = { ...inFolder('lua', SCRIPTS), ...inFolder('lua/lib', LIBRARY) };

/** Calls a script with its one key; answers are what the script's header says. */
export type ScriptCall = (key: string, ...args: (string | number)[]) => Promise<unknown>;

/** The names of all scripts. */
export const SCRIPT_NAMES = Object.keys(SCRIPTS) as readonly ScriptName[]; // Object.keys widens to string[]

const TEXTS = Object.fromEntries(
  SCRIPT_NAMES.map((name) => [name, loadScript(pathIn('lua', name), LUA_FILES)]),
) as Record<ScriptName, string>;

/** A script as Redis takes it, for a connection that {@link defineScripts} can't be asked for. */
export function scriptText(name: ScriptName): string {
  return TEXTS[name];
}

/** Makes the scripts known to a connection: sent by their SHA, and whole where Redis does not know them yet. */
export function defineScripts(redis: Redis): Readonly<Record<ScriptName, ScriptCall>> {
  for (const name of SCRIPT_NAMES) {
    redis.defineCommand(`task:${name}`, { numberOfKeys: 1, lua: scriptText(name) });
  }
  const commands = redis as unknown as Record<string, ScriptCall>; // defineCommand adds methods TypeScript can't see
  return Object.fromEntries(
    SCRIPT_NAMES.map((name) => [name, (...args: Parameters<ScriptCall>) => commands[`task:${name}`]!(...args)]),
  ) as Record<ScriptName, ScriptCall>;
}

/** Texts by the paths of their files, which are named like them in kebab case. */
function inFolder(folder: string, texts: LuaFiles): LuaFiles {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [pathIn(folder, name), text]));
}

function pathIn(folder: string, name: string): string {
  return `${folder}/${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.lua`;
}
