import type { SameTexts } from '@task-queue/ui/i18n';
import type { views as viewsInChinese } from '../zh-cn/views';

export const views: SameTexts<typeof viewsInChinese> = {
  label: 'Views',
  title: 'Views',
  none: 'No views yet. Filter and sort, then keep it as a view to come back to in one step.',
  failed: 'The views could not be loaded',
  manage: 'Keep and manage views',
  hint: 'Keeps filters, order and columns as they are. Under the name of one of your views, it becomes that one.',
  losesSpan:
    'Keeps filters, order and columns, but no span up to now. Under the name of one of your views, it becomes that one.',
  name: 'Name of the view',
  share: 'Share with everybody',
  shared: 'Shared',
  save: 'Keep this view',
  list: 'Kept views',
  action: {
    default: 'Open the list with {{name}}',
    rename: 'Name: {{name}}',
    share: 'Share with everybody: {{name}}',
    delete: 'Delete the view {{name}}',
  },
  done: {
    saved: 'Kept: {{name}}',
    renamed: 'Renamed: {{name}}',
    shared: 'Shared: {{name}}',
    unshared: 'No longer shared: {{name}}',
    deleted: 'Deleted: {{name}}',
  },
  confirm: {
    title: 'Delete the view {{name}}?',
    body: 'Tasks are not touched. If it is shared, nobody else sees it any more.',
    keep: 'Keep the view',
    confirm: 'Delete the view',
  },
};
