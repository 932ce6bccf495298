import type { SameTexts } from '@task-queue/ui/i18n';
import type { myTasks as myTasksInChinese } from '../zh-cn/my-tasks';

export const myTasks: SameTexts<typeof myTasksInChinese> = {
  label: 'My tasks',
  none: 'No task is running',
  running: 'Running: {{count}}, {{percent}}% done on average',
  progress: '{{percent}}% done',
  all: 'All tasks',
};
