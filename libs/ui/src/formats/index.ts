export { Counted } from './counted';
export { kept } from './kept';
export { clockTime, dueTime, duration, exactTime, lengthOfTime, relativeTime } from './times';
