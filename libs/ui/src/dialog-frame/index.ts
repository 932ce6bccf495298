export { FITTED, fitDialog } from './fit-dialog';
