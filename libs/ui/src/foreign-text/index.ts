export { ForeignText } from './foreign-text';
