export { forgetStored, readStored, writeStored } from './stored';
