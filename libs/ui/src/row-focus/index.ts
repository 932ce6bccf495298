export { RowFocus } from './row-focus';
