export { tasksUiTexts, type TasksUiTexts } from './i18n/tasks-ui-texts';
export { provideTasksUi, withLanguage, type TasksUiFeature, type TasksUiOptions } from './provide-tasks-ui';
export {
  errorsUiRoutes,
  lanesUiRoutes,
  overviewUiRoutes,
  schedulesUiRoutes,
  taskPages,
  tasksUiRoutes,
} from './task-pages';
