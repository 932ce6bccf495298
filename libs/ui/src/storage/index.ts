export { ownName } from './own-name';
export { forgetStored, readStored, writeStored } from './stored';
