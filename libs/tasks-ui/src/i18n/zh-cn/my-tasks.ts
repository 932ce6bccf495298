/** Texts of one's own running tasks in a toolbar. */
export const myTasks = {
  label: '我的任务',
  none: '没有正在执行的任务',
  running: '{{count}} 个任务正在执行，平均进度 {{percent}}%',
  progress: '已完成 {{percent}}%',
  all: '查看全部任务',
};
