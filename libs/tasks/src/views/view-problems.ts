import { MAX_SHARED_VIEWS, MAX_VIEWS_PER_PERSON, type ViewCode } from '@task-queue/contracts';
import { defineProblems } from '@task-queue/problems';

defineProblems<ViewCode>('views', {
  VIEW_NOT_FOUND: { status: 404, detail: { zh: '视图不存在', en: 'There is no such view' } },
  TOO_MANY_VIEWS: {
    status: 409,
    detail: {
      zh: `视图太多：每人最多 ${MAX_VIEWS_PER_PERSON} 个，共享的共最多 ${MAX_SHARED_VIEWS} 个`,
      en: `Too many views: at most ${MAX_VIEWS_PER_PERSON} a person, and ${MAX_SHARED_VIEWS} shared ones in all`,
    },
  },
});
