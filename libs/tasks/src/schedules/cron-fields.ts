import { CRON_FIELDS, cronItemOf, splitCron, type LocalizedText } from '@task-queue/contracts';

/** What each of {@link CRON_FIELDS} is called. */
const NAMES: readonly LocalizedText[] = [
  { zh: '分钟', en: 'minute' },
  { zh: '小时', en: 'hour' },
  { zh: '日', en: 'day of the month' },
  { zh: '月', en: 'month' },
  { zh: '星期', en: 'day of the week' },
];

const WRONG_COUNT: LocalizedText = {
  zh: '必须是 5 个字段：分钟 小时 日 月 星期',
  en: 'must have 5 fields: minute, hour, day of the month, month, day of the week',
};

/**
 * What is wrong with a cron expression; `null` for nothing. Five fields of `*`, numbers, names, ranges, steps (`*` or a range, `/`, a
 * number) and lists of them, as crontab(5) has them. Anything else, such as `?`, `L` or `#` of others' dialects, is refused: what
 * it means differs from one to the other.
 */
export function wrongOfCron(expression: string): LocalizedText | null {
  const fields = splitCron(expression);
  if (fields.length !== CRON_FIELDS.length) {
    return WRONG_COUNT;
  }
  for (const [i, field] of CRON_FIELDS.entries()) {
    const wrong = fields[i]!.split(',').find((item) => cronItemOf(item, field) === null);
    if (wrong !== undefined) {
      const { min, max } = field;
      const name = NAMES[i]!;
      return {
        zh: `${name.zh}字段不能是“${wrong}”：只能是 ${min} 至 ${max}、范围（a-b）、步长（*/n、a-b/n）或 *`,
        en: `its ${name.en} cannot be "${wrong}": numbers from ${min} to ${max}, ranges (a-b), steps (*/n, a-b/n) or *`,
      };
    }
  }
  return null;
}
