import { deepStrictEqual } from 'node:assert';
import { loseTicket } from '../lane-tickets.js';
import { pick } from './choices.js';
import type { StoreCommand } from './pair.js';

/** A worker pops the ticket of a task and dies before it begins; the sweep looks through everything for such. */
export function ticketLost(n: number): StoreCommand {
  return {
    name: 'ticketLost',
    args: [n],
    async run({ fixture, prefix, model, workers }) {
      const task = model.tasks.get(pick(model.ids, n) ?? '');
      if (task) {
        const lost = { taskId: task.id, number: task.ticket };
        const wasInLane = await loseTicket({ redis: fixture.redis, prefix }, task.priority, lost);
        deepStrictEqual(await workers[1]!.replaceMissingTickets(0, 1_000), 0);
        if (wasInLane) {
          model.ticketReplaced(task.id);
        }
      }
    },
  };
}

export function issueDueTickets(limit: number): StoreCommand {
  return {
    name: 'issueDueTickets',
    args: [limit],
    async run({ workers, model }) {
      deepStrictEqual(await workers[1]!.issueDueTickets(limit), model.issueDueTickets(limit));
    },
  };
}
