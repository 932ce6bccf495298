import type { ValidationError as ClassValidationError } from 'class-validator';
import { plural, type LocalizedText } from '@task-queue/contracts';
import { rulesOf } from './class-rules.js';

type Sentence = (...values: readonly unknown[]) => LocalizedText;

const oneOf: Sentence = (values) => ({ zh: `必须是以下之一：${list(values)}`, en: `must be one of: ${list(values)}` });
const anInstant: Sentence = () => ({ zh: '必须是 ISO 8601 时间', en: 'must be an ISO 8601 time' });
const aJsonObject: Sentence = () => ({ zh: '必须是 JSON 对象', en: 'must be a JSON object' });

/** What is said of a rule that was broken, with the rule's own numbers and values. */
const SENTENCES: Readonly<Record<string, Sentence>> = {
  isString: () => ({ zh: '必须是文本', en: 'must be a text' }),
  isNotEmpty: () => ({ zh: '不能为空', en: 'must not be empty' }),
  minLength: (min) => ({ zh: `至少 ${min} 个字符`, en: `must have at least ${counted(min, 'character')}` }),
  maxLength: (max) => ({ zh: `最多 ${max} 个字符`, en: `must have at most ${counted(max, 'character')}` }),
  isLength: (min, max) =>
    max === undefined
      ? { zh: `至少 ${min} 个字符`, en: `must have at least ${counted(min, 'character')}` }
      : { zh: `必须有 ${min} 到 ${max} 个字符`, en: `must have ${min} to ${counted(max, 'character')}` },
  matches: () => ({ zh: '格式不正确', en: 'does not have the right format' }),
  isEmail: () => ({ zh: '必须是电子邮件地址', en: 'must be an e-mail address' }),
  isUuid: () => ({ zh: '必须是 UUID', en: 'must be a UUID' }),
  isUrl: () => ({ zh: '必须是网址', en: 'must be a URL' }),
  isIso8601: anInstant,
  isDateString: anInstant,
  isInstant: anInstant,
  isEncoded: () => ({
    zh: '地址中的 + 会变成空格，请写成 %2B',
    en: 'has a blank where a + was: write it as %2B in an address',
  }),
  isOneLine: () => ({ zh: '不能含有控制字符或换行', en: 'must have no control characters and no line breaks' }),
  isInt: () => ({ zh: '必须是整数', en: 'must be a whole number' }),
  isNumber: () => ({ zh: '必须是数字', en: 'must be a number' }),
  isPositive: () => ({ zh: '必须大于 0', en: 'must be greater than 0' }),
  isNegative: () => ({ zh: '必须小于 0', en: 'must be less than 0' }),
  min: (min) => ({ zh: `不能小于 ${min}`, en: `must be at least ${min}` }),
  max: (max) => ({ zh: `不能大于 ${max}`, en: `must be at most ${max}` }),
  isBoolean: () => ({ zh: '必须是 true 或 false', en: 'must be true or false' }),
  isIn: oneOf,
  isEnum: (_entity, values) => oneOf(values),
  isArray: () => ({ zh: '必须是数组', en: 'must be a list' }),
  arrayNotEmpty: () => ({ zh: '不能为空', en: 'must not be empty' }),
  arrayMinSize: (min) => ({ zh: `至少 ${min} 项`, en: `must have at least ${counted(min, 'item')}` }),
  arrayMaxSize: (max) => ({ zh: `最多 ${max} 项`, en: `must have at most ${counted(max, 'item')}` }),
  arrayUnique: () => ({ zh: '不能有重复项', en: 'must not repeat an item' }),
  isObject: aJsonObject,
  nestedValidation: aJsonObject,
  unknownValue: aJsonObject,
  whitelistValidation: () => ({ zh: '未知字段', en: 'unknown field' }),
};

const FALLBACK: LocalizedText = { zh: '不符合要求', en: 'is not valid' };

/**
 * What is wrong with a field, in both languages: its topmost broken rule, so that a text where a number belongs is
 * told its type and not its size. A sentence that the programmer gave the decorator is used as it is.
 */
export function problemMessage(error: ClassValidationError): LocalizedText {
  const broken = Object.keys(error.constraints ?? {});
  const fieldsClass = (error.target as { readonly constructor?: unknown } | undefined)?.constructor;
  const rules =
    typeof fieldsClass === 'function' ? (rulesOf(fieldsClass as new () => object).get(error.property) ?? []) : [];
  const rule = rules.find(({ kind }) => broken.includes(kind));
  if (!rule) {
    const [name] = broken;
    return (name === undefined ? undefined : SENTENCES[name]?.()) ?? FALLBACK;
  }
  const sentence =
    rule.message === undefined
      ? (SENTENCES[rule.kind]?.(...rule.values) ?? FALLBACK)
      : { zh: rule.message, en: rule.message };
  return rule.each ? { zh: `每一项${sentence.zh}`, en: `each item ${sentence.en}` } : sentence;
}

/** So many of what has a plural in -s. */
function counted(count: unknown, noun: string): string {
  return `${count} ${plural(Number(count), noun, `${noun}s`)}`;
}

function list(values: unknown): string {
  return Array.isArray(values) ? values.join(', ') : '';
}
