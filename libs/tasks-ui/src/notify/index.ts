export { LiveFeed } from '../data/live-feed';
export { NotificationService, type Notice, type NotificationState } from './notification-service';
export { NOTICE_KINDS, NotificationSettings, type NoticeKind } from './notification-settings';
export { TaskNotifications } from './task-notifications';
