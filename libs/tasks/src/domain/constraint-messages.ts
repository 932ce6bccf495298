import type { LocalizedText } from '@task-queue/contracts';

/** What is said of a key that could reach a prototype, or of a value nested too deep. */
export const PROTOTYPE_KEY_MESSAGE: LocalizedText = {
  zh: '不允许使用此键，或嵌套过深',
  en: 'this key is not allowed, or it is nested too deep',
};

type Sentence = (values: string) => string;

/** class-validator's constraints in Chinese; `values` is what its English sentence ends in. */
const CHINESE: Readonly<Record<string, Sentence>> = {
  isString: () => '必须是文本',
  isNotEmpty: () => '不能为空',
  isInt: () => '必须是整数',
  isNumber: () => '必须是数字',
  isBoolean: () => '必须是 true 或 false',
  isObject: () => '必须是 JSON 对象',
  isArray: () => '必须是数组',
  isIn: (values) => `必须是以下之一：${values}`,
  isEnum: (values) => `必须是以下之一：${values}`,
  min: (values) => `不能小于 ${values}`,
  max: (values) => `不能大于 ${values}`,
  minLength: (values) => `长度不足：${values}`,
  maxLength: (values) => `长度超限：${values}`,
  isLength: (values) => `长度不符：${values}`,
  matches: () => '格式不正确',
  isIso8601: () => '必须是 ISO 8601 时间',
  isDateString: () => '必须是 ISO 8601 时间',
  isUuid: () => '必须是 UUID',
  isEmail: () => '必须是电子邮件地址',
  arrayMinSize: (values) => `元素过少：${values}`,
  arrayMaxSize: (values) => `元素过多：${values}`,
  arrayUnique: () => '元素不能重复',
  nestedValidation: () => '必须是 JSON 对象',
  whitelistValidation: () => '未知字段',
};

/**
 * A constraint that was not met, in both languages.
 *
 * @param name - class-validator's name of it, e.g. `isInt`
 * @param english - class-validator's own sentence
 */
export function constraintMessage(name: string, english: string): LocalizedText {
  const [, afterColon = english.match(/\d+/)?.[0] ?? ''] = english.split(/values: | than /);
  const values = name === 'min' || name === 'max' ? (english.match(/-?\d+(\.\d+)?$/)?.[0] ?? '') : afterColon;
  const en = name === 'whitelistValidation' ? 'unknown field' : english;
  return { zh: CHINESE[name]?.(values) ?? '不符合要求', en };
}
