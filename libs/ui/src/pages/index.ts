export type { Page } from './page';
