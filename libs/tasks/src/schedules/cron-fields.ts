import type { LocalizedText } from '@task-queue/contracts';

interface CronField {
  readonly name: LocalizedText;
  readonly least: number;
  readonly most: number;
  readonly words?: readonly string[];
}

const FIELDS: readonly CronField[] = [
  { name: { zh: '分钟', en: 'minute' }, least: 0, most: 59 },
  { name: { zh: '小时', en: 'hour' }, least: 0, most: 23 },
  { name: { zh: '日', en: 'day of the month' }, least: 1, most: 31 },
  {
    name: { zh: '月', en: 'month' },
    least: 1,
    most: 12,
    words: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
  },
  {
    name: { zh: '星期', en: 'day of the week' },
    least: 0,
    most: 7,
    words: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'],
  },
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
  const fields = expression.trim().split(/\s+/);
  if (fields.length !== FIELDS.length) {
    return WRONG_COUNT;
  }
  for (const [i, text] of fields.entries()) {
    const field = FIELDS[i]!;
    const wrong = text.split(',').find((item) => !isItem(item, field));
    if (wrong !== undefined) {
      const { name, least, most } = field;
      return {
        zh: `${name.zh}字段不能是“${wrong}”：只能是 ${least} 至 ${most}、范围（a-b）、步长（*/n、a-b/n）或 *`,
        en: `its ${name.en} cannot be "${wrong}": numbers from ${least} to ${most}, ranges (a-b), steps (*/n, a-b/n) or *`,
      };
    }
  }
  return null;
}

function isItem(item: string, field: CronField): boolean {
  const [range, step, ...rest] = item.split('/');
  if (rest.length > 0 || (step !== undefined && !isStep(step, field))) {
    return false;
  }
  if (range === '*') {
    return true;
  }
  const [from, to, ...more] = range!.split('-').map((text) => valueOf(text, field));
  if (more.length > 0 || from === undefined || from === null || to === null) {
    return false;
  }
  return to === undefined ? step === undefined : from <= to;
}

function isStep(step: string, { most }: CronField): boolean {
  return /^\d{1,2}$/.test(step) && Number(step) >= 1 && Number(step) <= most;
}

function valueOf(text: string, { least, most, words = [] }: CronField): number | null {
  const word = words.indexOf(text.toUpperCase());
  const value = word >= 0 ? word + (least === 1 ? 1 : 0) : /^\d{1,2}$/.test(text) ? Number(text) : -1;
  return value >= least && value <= most ? value : null;
}
