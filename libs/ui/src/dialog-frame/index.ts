export { FITTED, fitDialog } from './fit-dialog';
export { holdPage } from './hold-page';
export { MenuFocus } from './menu-focus';
