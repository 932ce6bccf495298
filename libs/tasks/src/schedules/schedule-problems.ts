import { MAX_SCHEDULES, MAX_SCHEDULES_PER_PERSON, type ScheduleCode } from '@task-queue/contracts';
import { defineProblems } from '@task-queue/problems';

defineProblems<ScheduleCode>('schedules', {
  SCHEDULE_NOT_FOUND: { status: 404, detail: { zh: '计划任务不存在', en: 'There is no such schedule' } },
  VERSION_CONFLICT: {
    status: 409,
    detail: {
      zh: '计划任务已被修改，请刷新后再改',
      en: 'The schedule has been changed meanwhile: read it again before you change it',
    },
  },
  SCHEDULE_DECLARED: {
    status: 409,
    detail: {
      zh: '计划任务由代码声明，删除后会再次出现：请改为暂停',
      en: 'The code declares this schedule, so it would come back: pause it instead',
    },
  },
  TOO_MANY_SCHEDULES: {
    status: 409,
    detail: {
      zh: `计划任务太多：每人最多 ${MAX_SCHEDULES_PER_PERSON} 个，共最多 ${MAX_SCHEDULES} 个`,
      en: `Too many schedules: at most ${MAX_SCHEDULES_PER_PERSON} a person, ${MAX_SCHEDULES} in all`,
    },
  },
});
