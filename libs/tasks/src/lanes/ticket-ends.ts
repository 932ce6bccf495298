import type { Redis } from 'ioredis';
import type { TaskPriority } from '@task-queue/contracts';
import { scriptText } from '../scripts/scripts.js';
import { parseTicket } from './task-queue.js';

/** Most tickets that one script ends: Redis does nothing else meanwhile. */
const MOST_TICKETS = 64;

/** What Bull gives to its script, by place. */
const AT = { active: 0, job: 9, property: 11, token: 13, fetchesNext: 16, lockMs: 18, consumer: 19 } as const;

/** What Bull gets of a ticket that it takes: all have the same. Flat, as Redis answers. */
const FIELDS = ['name', '__default__', 'data', '{}', 'opts', '{"removeOnComplete":true,"removeOnFail":true}'];

type Args = readonly (string | number)[];

/** What Bull's script answers: the next job and its id, nothing, or why it was not ended. */
type Answer = readonly [fields: readonly string[], id: string] | number;

/** Bull's connection, with the scripts that Bull defines. */
type Commands = Redis & {
  moveToFinished: (args: Args) => Promise<Answer>;
  'task:endTickets'(...args: (string | number)[]): Promise<(string | number)[]>;
};

interface End {
  readonly args: Args;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Ends the tickets that a lane's slots are done with: at once where nothing is under way, else together with all that end
 * meanwhile. Bull ends each by a script of its own, which is made for jobs with data and results.
 */
export class TicketEnds {
  #waiting: End[] = [];
  #isUnderWay = false;

  private constructor(
    private readonly redis: Commands,
    private readonly lane: TaskPriority,
    private readonly prefix: string,
  ) {}

  /** Takes the place of Bull's script on a connection, as soon as Bull defines it; what is no ticket is still ended by Bull's. */
  static takeOver(connection: Redis, lane: TaskPriority, prefix: string): void {
    const redis = connection as Commands; // as Bull makes it
    redis.defineCommand('task:endTickets', { numberOfKeys: 1, lua: scriptText('endTickets') });
    const ends = new TicketEnds(redis, lane, prefix);
    const define = redis.defineCommand.bind(redis);
    redis.defineCommand = (name, definition) => {
      define(name, definition);
      if (name === 'moveToFinished') {
        const whole = redis.moveToFinished.bind(redis);
        redis.moveToFinished = (args) => (isTicketEnd(args) ? ends.#end(args) : whole(args));
      }
    };
  }

  #end(args: Args): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ args, resolve, reject });
      if (!this.#isUnderWay) {
        void this.#sendAll();
      }
    });
  }

  async #sendAll(): Promise<void> {
    this.#isUnderWay = true;
    while (this.#waiting.length > 0) {
      const ends = this.#waiting.splice(0, MOST_TICKETS);
      await this.#send(ends).catch((error: unknown) => ends.forEach(({ reject }) => reject(error)));
    }
    this.#isUnderWay = false;
  }

  async #send(ends: readonly End[]): Promise<void> {
    const [{ args }] = ends as readonly [End];
    const tickets = ends.flatMap((end) => [end.args[AT.job]!, end.args[AT.fetchesNext]!]);
    const shared = [this.prefix, 0, this.lane, args[AT.consumer]!, args[AT.lockMs]!];
    const answers = await this.redis['task:endTickets'](args[AT.active]!, ...shared, ...tickets);
    ends.forEach(({ resolve }, i) => {
      const answer = answers[i]!;
      resolve(typeof answer === 'string' ? [FIELDS, answer] : answer);
    });
  }
}

/** A ticket that its consumer completes. */
function isTicketEnd(args: Args): boolean {
  return (
    args[AT.property] === 'returnvalue' && args[AT.token] === args[AT.consumer] && parseTicket(args[AT.job]!) !== null
  );
}
