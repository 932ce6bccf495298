/** Texts of why a task waits, and of limits. */
export const waiting = {
  label: '等待原因',
  asking: '正在查看等待原因',
  unknown: '暂时查不到等待原因，请稍后再看',
  code: {
    SCHEDULED: '等候计划时间',
    BACKOFF: '上次没有成功，等候重试',
    NO_WORKER: '没有在线的执行进程',
    FAIR_SHARE: '创建人已有任务在执行，先轮到其他人',
    QUEUED: '等候空闲槽位',
  },
  paused: {
    high: '高优先级通道已暂停',
    normal: '普通优先级通道已暂停',
    low: '低优先级通道已暂停',
    type: '此类任务已暂停',
  },
  limited: '已达上限：{{limit}}',
  because: '{{what}}（{{why}}）',
  until: '{{why}}，{{end}}',
  end: {
    SCHEDULED: '{{time}} 执行',
    BACKOFF: '{{time}} 重试',
    PAUSED: '{{time}} 恢复',
    RATE: '{{time}} 后可以开始',
  },
  ahead: {
    one: '前面还有 {{count}} 个任务',
    other: '前面还有 {{count}} 个任务',
    about: '前面约有 {{count}} 个任务',
  },
  eta: { soon: '预计一分钟内开始', range: '预计 {{from}} 至 {{to}} 开始' },
  ends: { soon: '预计一分钟内完成', range: '预计 {{from}} 至 {{to}} 完成' },
  and: '；',
  then: '。',
  limit: {
    atOnce: {
      none: '最多同时 {{count}} 个',
      owner: '每人最多同时 {{count}} 个',
      param: '每个 {{param}} 最多同时 {{count}} 个',
    },
    rate: {
      none: '{{span}}最多 {{count}} 个',
      owner: '每人{{span}}最多 {{count}} 个',
      param: '每个 {{param}} {{span}}最多 {{count}} 个',
    },
    per: { second: '每秒', minute: '每分钟', hour: '每小时' },
    perMany: { second: '每 {{count}} 秒', minute: '每 {{count}} 分钟', hour: '每 {{count}} 小时' },
  },
};
