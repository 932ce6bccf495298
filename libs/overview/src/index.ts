export { OverviewModule } from './overview.module.js';
export { keepRestoredGap, OVERVIEW_KEYS } from './restored.js';
