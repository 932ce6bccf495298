import {
  DEFAULT_PREVIEW_COUNT,
  type PreviewedTime,
  type SchedulePreview,
  type SchedulePreviewRequest,
} from '@task-queue/contracts';
import { instant } from '../record/codec.js';
import { timingOf } from './schedule-draft.js';
import { offsetOf } from './zone-offset.js';

/** The ticks that a timing would have from now on. @throws ValidationError */
export function previewOf(request: SchedulePreviewRequest, nowMs: number): SchedulePreview {
  const { times, timeZone, startsAt = nowMs } = timingOf(request, nowMs);
  const found: PreviewedTime[] = [];
  let before = Math.max(nowMs, startsAt);
  for (
    let next = times.nextAfter(nowMs);
    next !== null && found.length < (request.count ?? DEFAULT_PREVIEW_COUNT);
    next = times.nextAfter(next)
  ) {
    const note = times.noteOf(next, before);
    found.push({ at: instant(next), offset: offsetOf(timeZone, next), ...(note === undefined ? {} : { note }) });
    before = next;
  }
  return { times: found };
}
