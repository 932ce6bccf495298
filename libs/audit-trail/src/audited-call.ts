import { AsyncLocalStorage } from 'node:async_hooks';
import type { IdentifiedRequest } from '@task-queue/access';
import type { ErrorCode } from '@task-queue/contracts';
import { requestIdOf } from '@task-queue/problems';
import type { AuditedRoute } from './audited.js';
import { encodeEntry, type ToldEntry } from './entry.js';

/** Longest text of others that goes into an entry, in characters. */
const LONGEST_TEXT = 500;

/** What an audited call needs of its request: Fastify's and Express's have it. */
export interface AuditedRequest extends IdentifiedRequest {
  readonly id?: unknown;
  readonly params?: unknown;
  readonly body?: unknown;
  /** The pattern of its path: Fastify's, and Express's. */
  readonly routeOptions?: { readonly url?: string | undefined };
  readonly route?: { readonly path?: unknown };
  /** What the problem filter leaves there. */
  readonly refusedWith?: ErrorCode;
}

/** What the code that does something knows of it besides. */
export type AuditFacts = Pick<ToldEntry, 'target' | 'before' | 'after' | 'ofOthers'> & {
  readonly name?: string | undefined;
};

/** What a call would have been answered with, where its browser is led elsewhere instead. */
interface Refusal {
  readonly status: number;
  readonly code: ErrorCode;
}

/** The call that is being answered, as far as the audit log is concerned. `null`: what is done now is told by somebody else. */
const calls = new AsyncLocalStorage<AuditedCall | null>();

/** A call that may have to be told of. */
export class AuditedCall {
  /** What its route does; nothing for one that changes nothing. */
  route: AuditedRoute | undefined;
  /** Whether a script has its entry. */
  isTold = false;
  #facts: AuditFacts = {};
  #refusal: Refusal | undefined;

  constructor(private readonly request: AuditedRequest) {}

  /** Facts that are said later count, but for a name. */
  add(facts: AuditFacts): void {
    const name = this.#facts.name ?? facts.name?.slice(0, LONGEST_TEXT);
    this.#facts = { ...this.#facts, ...facts, name };
  }

  refuse(refusal: Refusal): void {
    this.#refusal = refusal;
  }

  get code(): ErrorCode | undefined {
    return this.#refusal?.code ?? this.request.refusedWith;
  }

  /** What it was refused with though its answer does not say so. */
  get refusedWithStatus(): number | undefined {
    return this.#refusal?.status;
  }

  /** What is told of it, as far as it is known by now. */
  entry(): ToldEntry {
    const { route } = this;
    const { identity, ip, method } = this.request;
    const { token } = identity ?? {};
    const { name, ...facts } = this.#facts;
    const reason = this.#reason();
    const target =
      route === undefined
        ? { type: 'call' as const, id: `${method} ${this.#path()}`.slice(0, LONGEST_TEXT) }
        : this.#named(route);
    return {
      action: route?.action ?? 'access',
      requestId: requestIdOf(this.request),
      ...(identity === undefined ? {} : { who: { id: identity.id, username: identity.username } }),
      ...(token === undefined ? {} : { token }),
      ...(ip === undefined ? {} : { address: ip }),
      ...(target === undefined ? {} : { target }),
      ...facts,
      ...(name === undefined ? {} : { name }),
      ...(reason === undefined ? {} : { reason }),
    };
  }

  /** What the path names: none has more than one parameter. */
  #named({ target: type }: AuditedRoute): ToldEntry['target'] {
    const { params } = this.request;
    const all: readonly unknown[] = typeof params === 'object' && params !== null ? Object.values(params) : [];
    const [id] = all;
    return type === undefined || typeof id !== 'string' ? undefined : { type, id: id.slice(0, LONGEST_TEXT) };
  }

  /** Its pattern where it has one: of paths anybody can think up as many as they like. */
  #path(): string {
    const { routeOptions, route, url = '' } = this.request;
    const pattern = routeOptions?.url ?? route?.path;
    return typeof pattern === 'string' ? pattern : url.split('?')[0]!;
  }

  #reason(): string | undefined {
    const { body } = this.request;
    const reason = typeof body === 'object' && body !== null && 'reason' in body ? body.reason : undefined;
    return typeof reason === 'string' && reason !== '' ? reason.slice(0, LONGEST_TEXT).toWellFormed() : undefined;
  }
}

/** Answers a call that is told of where it has to be. */
export function audited(call: AuditedCall, answer: () => void): void {
  calls.run(call, answer);
}

/** The call that is being answered; nothing outside of one, and where somebody else tells of it. */
export function auditedCall(): AuditedCall | undefined {
  return calls.getStore() ?? undefined;
}

/** Does what is told of as a part of something else, or not at all. */
export function untold<Result>(act: () => Promise<Result>): Promise<Result> {
  return calls.run(null, act);
}

/** Says what is known of what the call does, before it is done. */
export function noteForAudit(facts: AuditFacts): void {
  auditedCall()?.add(facts);
}

/** Says that the call is refused, though its answer leads a browser elsewhere, where it is told why. */
export function refuseForAudit(refusal: Refusal): void {
  auditedCall()?.refuse(refusal);
}

/** What a script that does what the call is for tells: the argument of `tellAudit`. `''`: nothing, as nobody called. */
export function entryOfCall(): string {
  const call = auditedCall();
  if (call?.route === undefined) {
    return '';
  }
  call.isTold = true;
  return encodeEntry(call.entry());
}
