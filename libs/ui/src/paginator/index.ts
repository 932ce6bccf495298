export { PaginatorTexts } from './paginator-texts';
