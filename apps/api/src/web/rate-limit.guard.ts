import {
  Inject,
  Injectable,
  SetMetadata,
  type CanActivate,
  type CustomDecorator,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { callsIn, networkOf, type IdentifiedRequest } from '@task-queue/access';
import { TooManyRequestsError } from '@task-queue/problems';
import { Settings } from '../settings/settings.js';

const WINDOW_MS = 60_000;

const UNCOUNTED = Symbol('uncounted');

/** Calls that are not counted: what asks whether a process is well is not to be refused because others call much. */
export const Uncounted = (): CustomDecorator<symbol> => SetMetadata(UNCOUNTED, true);

interface Reply {
  header(name: string, value: string): this;
}

/**
 * So many calls a minute by person, and fewer by network where nobody is signed in; counted in each process by itself. What is
 * left is told with each answer, as draft-ietf-httpapi-ratelimit-headers says it.
 */
@Injectable()
export class RateLimitGuard implements CanActivate {
  readonly #calls = new Map<string, number>();
  #windowEndsMs = 0;

  constructor(
    private readonly reflector: Reflector,
    @Inject(Settings) private readonly settings: Settings,
  ) {}

  /** @throws TooManyRequestsError with the seconds until the next minute begins */
  canActivate(context: ExecutionContext): boolean {
    const isOf = [context.getHandler(), context.getClass()];
    if (context.getType() !== 'http' || this.reflector.getAllAndOverride<boolean>(UNCOUNTED, isOf)) {
      return true;
    }
    const http = context.switchToHttp();
    const { identity, ip } = http.getRequest<IdentifiedRequest & { readonly ip: string }>();
    const { RATE_LIMIT, RATE_LIMIT_ANONYMOUS } = this.settings;
    const most = identity ? RATE_LIMIT : RATE_LIMIT_ANONYMOUS;
    if (most === 0) {
      return true;
    }
    const nowMs = performance.now();
    if (nowMs >= this.#windowEndsMs) {
      this.#calls.clear();
      this.#windowEndsMs = nowMs + WINDOW_MS;
    }
    const who = identity?.id ?? networkOf(ip);
    const calls = (this.#calls.get(who) ?? 0) + callsIn(context);
    this.#calls.set(who, calls);
    const leftS = Math.ceil((this.#windowEndsMs - nowMs) / 1000);
    const policy = identity ? '"person"' : '"address"';
    http
      .getResponse<Reply>()
      .header('ratelimit-policy', `${policy};q=${most};w=${WINDOW_MS / 1000}`)
      .header('ratelimit', `${policy};r=${Math.max(0, most - calls)};t=${leftS}`);
    if (calls > most) {
      throw new TooManyRequestsError(leftS);
    }
    return true;
  }
}
