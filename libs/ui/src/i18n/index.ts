export type { SameTexts } from './same-texts';
export { uiTexts, type UiTexts } from './ui-texts';
