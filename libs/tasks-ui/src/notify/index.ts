export { LiveFeed } from '../data/live-feed';
export { MyTasks } from '../my-tasks/my-tasks';
export { NotificationService, type Notice, type NotificationState } from './notification-service';
export { NOTICE_KINDS, NotificationSettings, type NoticeKind } from './notification-settings';
export { TaskNotifications } from './task-notifications';
