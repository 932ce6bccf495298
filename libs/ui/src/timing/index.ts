export { elapsedMs, isDisturbed, markNow, type Mark } from './elapsed';
export { Paced } from './paced';
export { Repeated } from './repeated';
