import { networkOf } from '@task-queue/access';
import type { AuditLog } from './audit-log.js';
import type { AuditedCall } from './audited-call.js';
import { isOften, type ToldEntry } from './entry.js';

/** Refusals of one kind in this time stand together, in milliseconds. */
const TOGETHER_MS = 60_000;

/** So many kinds of strangers' refusals are told apart in that time; what comes beyond them stands together. */
const MOST_OF_STRANGERS = 200;

/** The same for people, who are known. */
const MOST_OF_PEOPLE = 5_000;

/** So many of one network, and of one person; further ones of theirs stand together. */
const MOST_OF_NETWORK = 100;
const MOST_OF_PERSON = 100;

/** So many of these are told apart by what they would have been done to; further ones are of one kind, whatever they are for. */
const MOST_TARGETS = 50;

/** Calls of one kind that were refused: the first is told at once, the others when their time is over. */
interface Kind {
  others: number;
  latest: ToldEntry;
}

/**
 * Tells of calls that were refused or failed. How many a process tells of in a minute is bounded, whoever calls how often: alike
 * ones stand together, of one person or network, for one thing, with one code (what is seldom also by whom it is done to), and so does what one of them is refused besides in
 * very many ways. Only signing in is always told apart.
 */
export class Refusals {
  readonly #kinds = new Map<string, Kind>();
  readonly #kindsOf = new Map<string, number>();
  #strangers = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly log: Pick<AuditLog, 'tell'>) {}

  /** A call was answered, with a problem. @param status - of the answer */
  add(call: AuditedCall, status: number): void {
    const isRefused = status === 401 || status === 403 || status === 429;
    if (call.route === undefined && status !== 401 && status !== 403) {
      return; // nothing would have been changed
    }
    const { code } = call;
    const entry: ToldEntry = {
      ...call.entry(),
      outcome: isRefused ? 'refused' : 'failed',
      ...(code === undefined ? {} : { code }),
    };
    const { who, address = '' } = entry;
    const what = `${entry.action} ${code ?? status} ${entry.target?.type === 'call' ? entry.target.id : ''}`;
    const isStranger = who === undefined;
    const caller = isStranger ? `from ${networkOf(address)}` : `of ${who.id}`;
    const many = this.#kindsOf.get(caller) ?? 0;
    const kind = `${caller} ${what}`;
    const named = isOften(entry.action) ? kind : `${kind} ${entry.target?.id ?? ''}`;
    const key = this.#kinds.has(named) || many < MOST_TARGETS ? named : kind;
    const known = this.#kinds.get(key);
    if (known !== undefined) {
      known.others += 1;
      known.latest = entry;
    } else if (many >= (isStranger ? MOST_OF_NETWORK : MOST_OF_PERSON) && !entry.action.startsWith('auth.')) {
      this.#besides(caller, entry);
    } else if (isStranger ? this.#strangers < MOST_OF_STRANGERS : this.#kinds.size < MOST_OF_PEOPLE) {
      this.#strangers += isStranger ? 1 : 0;
      this.#kindsOf.set(caller, many + 1);
      this.#begin(key, entry);
    } else {
      this.#beyond(entry);
    }
  }

  /** Tells of what is not told yet. */
  async end(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#strangers = 0;
    this.#kindsOf.clear();
    const kinds = [...this.#kinds.values()];
    this.#kinds.clear();
    const untold = kinds.filter(({ others }) => others > 0);
    await Promise.all(untold.map(({ others, latest }) => this.log.tell({ ...latest, count: others })));
  }

  #begin(key: string, entry: ToldEntry): void {
    this.#kinds.set(key, { others: 0, latest: entry });
    this.#timer ??= setTimeout(() => void this.end(), TOGETHER_MS).unref();
    void this.log.tell(entry);
  }

  /** In too many ways of one caller to tell them apart: who or where that is is told. */
  #besides(caller: string, { outcome = 'refused', who, token, address }: ToldEntry): void {
    this.#together(`besides ${caller} ${outcome}`, {
      action: 'access',
      outcome,
      ...(who === undefined ? {} : { who }),
      ...(token === undefined ? {} : { token }),
      ...(address === undefined ? {} : { address }),
    });
  }

  /** From too many places at once to tell them apart. */
  #beyond({ action, outcome = 'refused', code }: ToldEntry): void {
    this.#together(`beyond ${action} ${code}`, { action, outcome, ...(code === undefined ? {} : { code }) });
  }

  /** Told when the time is over, with how many they were. */
  #together(key: string, entry: ToldEntry): void {
    const known = this.#kinds.get(key);
    if (known === undefined) {
      this.#kinds.set(key, { others: 1, latest: entry });
    } else {
      known.others += 1;
    }
  }
}
