export { offsetName, toInstant, toLocalTime, zoneName } from './local-time';
export { TimeField } from './time-field';
export { timeProblem } from './time-problem';
