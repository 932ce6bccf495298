import type { Redis } from 'ioredis';
import type { TaskPriority } from '@task-queue/contracts';
import { SentTogether } from '../grouped/sent-together.js';
import { scriptText } from '../scripts/scripts.js';
import { parseTicket } from './task-queue.js';

/** What Bull gives to its scripts, by place. */
const FINISH = { active: 0, job: 9, property: 11, token: 13, takesNext: 16, lockMs: 18, consumer: 19 } as const;
const TAKE = { active: 1, consumer: 9, lockMs: 10, job: 12, limit: 13 } as const;

/** What Bull gets of a ticket that it takes: all have the same. Flat, as Redis answers. */
const FIELDS = [
  ...['name', '__default__', 'data', '{}', 'opts', '{"removeOnComplete":true,"removeOnFail":true}'],
  ...['stacktrace', '[]'], // where there is none Bull has an error made of that, for each job
];

type Args = readonly (string | number)[];

/** What Bull's scripts answer: the job that the slot has now and its id, nothing, or why one was not ended. */
type Answer = readonly [fields: readonly string[], id: string] | number;

/** Bull's scripts of which those of tickets are ours. */
type Replaced = 'moveToActive' | 'moveToFinished';

/** Bull's connection, with the scripts that Bull defines. */
type Commands = Redis &
  Record<Replaced, (args: Args) => Promise<Answer>> & {
    'task:moveTickets': (...args: (string | number)[]) => Promise<(string | number)[]>;
  };

interface Move {
  readonly active: string | number;
  readonly consumer: string | number;
  readonly lockMs: string | number;
  readonly ticket: string | number;
  /** Whether the ticket was popped or (of none) a slot takes the next one; else whether the slot that is done with it does. */
  readonly what: 'take' | 'next' | 0 | 1;
}

/**
 * Takes and ends the tickets of a lane's slots: at once where nothing is under way, else together with all that are moved
 * meanwhile. Bull moves each by a script of its own, which is made for jobs with data and results.
 */
export class TicketMoves {
  readonly #together = new SentTogether<Move, Answer>((moves) => this.#send(moves));

  private constructor(
    private readonly redis: Commands,
    private readonly lane: TaskPriority,
    private readonly prefix: string,
  ) {}

  /** Takes the place of Bull's scripts on a connection, as soon as Bull defines them; what is no ticket is still moved by Bull's. */
  static takeOver(connection: Redis, lane: TaskPriority, prefix: string): TicketMoves {
    const redis = connection as Commands; // as Bull makes it
    redis.defineCommand('task:moveTickets', { numberOfKeys: 1, lua: scriptText('moveTickets') });
    const moves = new TicketMoves(redis, lane, prefix);
    const moveOf: Readonly<Record<Replaced, (args: Args) => Move | null>> = {
      moveToActive: take,
      moveToFinished: finish,
    };
    const define = redis.defineCommand.bind(redis);
    redis.defineCommand = (name, definition) => {
      define(name, definition);
      if (name in moveOf) {
        const replaced = name as Replaced;
        const whole = redis[replaced].bind(redis);
        redis[replaced] = (args) => {
          const move = moveOf[replaced](args);
          return move === null ? whole(args) : move.what === 'take' ? moves.#take(move) : moves.#together.ask(move);
        };
      }
    };
    return moves;
  }

  /** When all that was asked for has been sent and answered. */
  settled(): Promise<void> {
    return this.#together.settled();
  }

  /**
   * The slot goes on at once: that it holds the ticket is for who looks for those whose worker is gone, seconds later. Whether the
   * task may begin is for its record to say.
   */
  #take(move: Move): Promise<Answer> {
    this.#together.ask(move).catch(() => undefined);
    return Promise.resolve([FIELDS, String(move.ticket)]);
  }

  async #send(moves: readonly Move[]): Promise<readonly Answer[]> {
    const [first] = moves as readonly [Move];
    const tickets = moves.flatMap(({ ticket, what }) => [ticket, what]);
    const shared = [this.prefix, 0, this.lane, first.consumer, first.lockMs];
    const answers = await this.redis['task:moveTickets'](first.active, ...shared, ...tickets);
    return answers.map((answer) => (typeof answer === 'string' ? [FIELDS, answer] : answer));
  }
}

/** A ticket that was popped, or the next one; `null` for a job that is none. */
function take(args: Args): Move | null {
  const ticket = args[TAKE.job] ?? '';
  const what = ticket === '' ? 'next' : 'take';
  return (what === 'take' && parseTicket(ticket) === null) || args[TAKE.limit] !== undefined
    ? null
    : { active: args[TAKE.active]!, consumer: args[TAKE.consumer]!, lockMs: args[TAKE.lockMs]!, ticket, what };
}

/** A ticket that its consumer completes; `null` for anything else. */
function finish(args: Args): Move | null {
  const ticket = args[FINISH.job]!;
  const isCompletion = args[FINISH.property] === 'returnvalue' && args[FINISH.token] === args[FINISH.consumer];
  const what = args[FINISH.takesNext] === 1 ? 1 : 0;
  return isCompletion && parseTicket(ticket) !== null
    ? { active: args[FINISH.active]!, consumer: args[FINISH.consumer]!, lockMs: args[FINISH.lockMs]!, ticket, what }
    : null;
}
