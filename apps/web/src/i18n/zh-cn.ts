export const zhCN = {
  product: '任务中心',
  nav: {
    label: '主导航',
    trail: '当前位置',
    open: '打开导航',
    system: '系统状态',
    settings: '系统设置',
    skip: '跳到内容',
  },
  login: {
    lead: '发起、跟踪和查找后台任务',
  },
  user: {
    menu: '账户',
    logout: '退出登录',
  },
  language: { label: '语言', 'zh-CN': '简体中文', en: 'English' },
  theme: { label: '外观', system: '跟随系统', light: '浅色', dark: '深色' },
  problem: {
    offline: '网络已断开，恢复后会自动补上期间的变化',
    missingPart: '页面的一部分无法加载，可能已有新版本，请重新加载',
    reload: '重新加载',
  },
  notice: {
    again: '重试',
    home: '回到任务队列',
    notFound: { title: '页面不存在', hint: '地址可能有误，或页面已被移走。' },
    noPermission: { title: '没有权限', hint: '你的账号不能查看此页面。如需访问，请联系管理员。' },
    unreachable: { title: '暂时无法连接服务器', hint: '你仍处于登录状态。请检查网络，或稍后重试。' },
  },
  settings: {
    title: '设置',
    close: '关闭',
    notifications: '通知',
    notice: { completed: '任务完成时通知我', failed: '任务失败时通知我' },
    permission: {
      granted: '浏览器会显示通知。',
      default: '浏览器尚未允许显示通知，目前只在页面内提示。',
      denied: '浏览器已拒绝通知，目前只在页面内提示。可点击地址栏左侧的图标，在网站设置中改为允许。',
      unsupported: '此浏览器或连接方式不支持通知，只在页面内提示。',
    },
    allow: '开启通知',
    shortcuts: '键盘快捷键',
    shortcutsHint: '单个按键的快捷操作。按 ? 查看全部。',
  },
};
