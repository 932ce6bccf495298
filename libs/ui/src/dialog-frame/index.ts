export { FITTED, fitDialog } from './fit-dialog';
export { holdPage } from './hold-page';
