/** Texts of notices of tasks that ended. */
export const notify = {
  completed: '任务完成',
  failed: '任务失败',
  more: '另有任务结束：{{completed}} 个完成，{{failed}} 个失败',
  open: '查看',
  asking: '浏览器正在询问是否允许通知，请在浏览器的提示中选择。',
  ask: '开启浏览器通知，任务完成或失败时会第一时间告诉你。',
  allow: '开启通知',
  later: '以后再说',
  denied: '浏览器已拒绝通知，结果将显示在页面内。如需开启，请点击地址栏左侧的图标，在网站设置中允许通知。',
  understood: '知道了',
};
