export { TypedValue } from './typed-value';
