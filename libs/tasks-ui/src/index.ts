export * from './provide-tasks-ui';
export * from './tasks-ui.routes';
export * from './i18n/tasks-ui-texts';
