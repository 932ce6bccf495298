import type { Schedule, ScheduleDraft } from '@task-queue/contracts';

/** What the dialog of a schedule begins with: nothing, a template or another schedule; or one that is to be changed. */
export type ScheduleStart =
  | { readonly kind: 'new'; readonly draft: Partial<ScheduleDraft> | null }
  | { readonly kind: 'change'; readonly schedule: Schedule };
