/** Texts of a task wherever it is shown, and what is done to it. */
export const task = {
  status: { pending: '等待中', running: '执行中', completed: '已完成', failed: '失败', cancelled: '已取消' },
  wait: {
    turn: '排队等候执行',
    runAt: '{{time}} 执行',
    runIn: '{{seconds}} 秒后执行',
    retryAt: '{{time}} 重试',
    retryIn: '{{seconds}} 秒后重试',
  },
  stop: { stopping: '正在停止', forcedIn: '{{seconds}} 秒后强制结束', stopped: '执行时被停止' },
  priority: { high: '高', normal: '普通', low: '低' },
  action: {
    cancel: '取消任务',
    stop: '停止任务',
    forceStop: '立即停止',
    retry: '重试任务',
    delete: '删除任务',
    download: '下载文件',
    close: '关闭',
    copyId: '复制编号',
  },
  error: { retry: '重试' },
  done: {
    cancelled: '任务已取消',
    stopping: '已要求停止任务',
    stopped: '任务已停止',
    retried: '任务已重新排队',
    created: '任务已创建',
    open: '查看',
    deleted: '任务已删除',
  },
  confirm: {
    cancel: {
      title: '取消这个任务？',
      body: '“{{title}}”还没有开始执行，取消后不会再执行。',
      keep: '保留任务',
      confirm: '取消任务',
    },
    stop: {
      title: '停止这个任务？',
      body: '“{{title}}”正在执行。会通知它停下并取消；到时仍未停下的，会强制结束。',
      keep: '继续执行',
      confirm: '停止任务',
    },
    forceStop: {
      title: '立即停止，不再等待？',
      body: '“{{title}}”会马上记为已取消；它正在做的事可能还会持续一会儿。',
      keep: '继续等待',
      confirm: '立即停止',
    },
    delete: {
      title: '删除这个任务？',
      body: '“{{title}}”的记录、日志和文件都会删除，无法恢复。',
      keep: '保留任务',
      confirm: '删除任务',
    },
  },
};
