/** Texts of the views of the list that people keep. */
export const views = {
  label: '视图',
  title: '视图',
  none: '还没有视图。筛选、排序后保存为视图，下次一步就能打开。',
  failed: '视图加载失败',
  manage: '保存与管理视图',
  hint: '保存当前的筛选、排序和列。与已有视图同名时会更新它。',
  losesSpan: '保存当前的筛选、排序和列；“最近一段时间”不会保存。与已有视图同名时会更新它。',
  name: '视图名称',
  share: '共享给所有人',
  shared: '共享',
  save: '保存当前视图',
  list: '已保存的视图',
  action: {
    default: '打开列表时显示：{{name}}',
    rename: '名称：{{name}}',
    share: '共享给所有人：{{name}}',
    delete: '删除视图：{{name}}',
  },
  done: {
    saved: '已保存：{{name}}',
    renamed: '已改名：{{name}}',
    shared: '已共享：{{name}}',
    unshared: '已取消共享：{{name}}',
    deleted: '已删除：{{name}}',
  },
  confirm: {
    title: '删除视图“{{name}}”？',
    body: '任务不受影响。已共享的视图，其他人也将不再看到。',
    keep: '保留视图',
    confirm: '删除视图',
  },
};
