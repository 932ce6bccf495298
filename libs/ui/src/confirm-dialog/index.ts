export type { Question } from './confirm-dialog';
export { Confirmation } from './confirmation';
