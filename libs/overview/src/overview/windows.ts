import type { OverviewWindow } from '@task-queue/contracts';
import type { Tier } from '../numbers/tiers.js';

/** How each window is divided: so many steps, each of so many of a tier. */
export const WINDOWS: Readonly<
  Record<OverviewWindow, { readonly tier: Tier; readonly of: number; readonly steps: number }>
> = {
  '1h': { tier: 'minute', of: 1, steps: 60 },
  '24h': { tier: 'tenMinutes', of: 1, steps: 144 },
  '7d': { tier: 'hour', of: 1, steps: 168 },
  '90d': { tier: 'sixHours', of: 1, steps: 360 },
};
