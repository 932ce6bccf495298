import { city } from './cities';
import { when } from './schedule-times';

/** Texts of schedules. */
export const schedules = { when, city };
