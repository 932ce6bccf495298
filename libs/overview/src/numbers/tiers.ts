import type { TaskPriority } from '@task-queue/contracts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** How long numbers are kept in steps of a length: short ones for a short time. */
export const TIERS = {
  minute: { stepMs: MINUTE_MS, keptMs: 2 * HOUR_MS },
  tenMinutes: { stepMs: 10 * MINUTE_MS, keptMs: 2 * DAY_MS },
  hour: { stepMs: HOUR_MS, keptMs: 8 * DAY_MS },
  sixHours: { stepMs: 6 * HOUR_MS, keptMs: 91 * DAY_MS },
} as const;

/** One of {@link TIERS}. */
export type Tier = keyof typeof TIERS;

/** Whose numbers: everybody's, those of a type, those of an owner; of a lane how long attempts took alone, for a while. */
export type Series = 'all' | `type:${string}` | `owner:${string}` | `lane:${TaskPriority}`;

/** The number of the step that an instant is in. */
export function stepOf(tier: Tier, atMs: number): number {
  return Math.floor(atMs / TIERS[tier].stepMs);
}
