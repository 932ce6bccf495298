export { toInstant, toLocalTime } from './local-time';
export { TimeField } from './time-field';
export { timeProblem } from './time-problem';
