import { describe, expect, it } from '@jest/globals';
import { convertCron } from './quartz';

/** The notes of each offer, or the reasons of a refusal, as `key` or `key:from>to`. */
function told(text: string): { cron: string[]; notes: string[][] } | string[] | null {
  const conversion = convertCron(text);
  const short = ({ key, values }: { key: string; values: Readonly<Record<string, string>> }): string =>
    'from' in values ? `${key}:${values['from']}>${values['to']}` : key;
  switch (conversion.kind) {
    case 'none':
      return null;
    case 'refused':
      return conversion.reasons.map(short);
    case 'offered':
      return {
        cron: conversion.offers.map(({ cron }) => cron),
        notes: conversion.offers.map(({ notes }) => notes.map(short)),
      };
  }
}

describe('an expression of Quartz', () => {
  it.each<[string, string, string[]]>([
    ['0 30 2 * * ?', '30 2 * * *', ['seconds', 'questionMark']],
    ['0 30 2 ? * 2-6', '30 2 * * 1-5', ['seconds', 'questionMark', 'sundayIs1:2-6>1,2,3,4,5']],
    ['0 30 2 ? * 1', '30 2 * * 0', ['seconds', 'questionMark', 'sundayIs1:1>0']],
    ['0 30 2 ? * 7,1', '30 2 * * 0,6', ['seconds', 'questionMark', 'sundayIs1:7,1>0,6']],
    ['0 30 2 ? * MON-FRI', '30 2 * * MON-FRI', ['seconds', 'questionMark']],
    ['0 30 2 ? * FRI-MON', '30 2 * * 0,1,5,6', ['seconds', 'questionMark', 'wraps:FRI-MON>0,1,5,6']],
    ['0 30 2 ? * 6-2', '30 2 * * 0,1,5,6', ['seconds', 'questionMark', 'sundayIs1:6-2>0,1,5,6']],
    ['0 30 2 ? * 2/2', '30 2 * * 1,3,5', ['seconds', 'questionMark', 'sundayIs1:2/2>1,3,5']],
    ['0 30 2 ? * */2', '30 2 * * */2', ['seconds', 'questionMark']],
    ['0 30 2 ? * L', '30 2 * * 6', ['seconds', 'questionMark', 'sundayIs1:L>6']],
    ['0 0/5 * * * ?', '*/5 * * * *', ['seconds', 'steps:0/5>*/5', 'questionMark']],
    ['0 /5 * * * ?', '*/5 * * * *', ['seconds', 'steps:/5>*/5', 'questionMark']],
    ['0 5/15 8/4 * * ?', '5-59/15 8-23/4 * * *', ['seconds', 'steps:5/15>5-59/15', 'steps:8/4>8-23/4', 'questionMark']],
    ['0 0 22-2 * * ?', '0 0,1,2,22,23 * * *', ['seconds', 'wraps:22-2>0,1,2,22,23', 'questionMark']],
    ['0 0 0 1 1/3 ? *', '0 0 1 */3 *', ['seconds', 'steps:1/3>*/3', 'questionMark', 'year']],
    ['15 0 12 1,15 jan-mar ?', '0 12 1,15 JAN-MAR *', ['second', 'questionMark']],
    ['0 0 12 * * *', '0 12 * * *', ['seconds']],
  ])('%s is offered as %s', (quartz, cron, notes) => {
    expect(told(quartz)).toEqual({ cron: [cron], notes: [notes] });
  });

  it.each<[string, string[]]>([
    ['* * * * * ?', ['noSeconds']],
    ['0/10 * * * * ?', ['noSeconds']],
    ['0 0 12 L * ?', ['noLast']],
    ['0 0 12 L-3 * ?', ['noLast']],
    ['0 0 12 LW * ?', ['noNearest']],
    ['0 0 12 15W * ?', ['noNearest']],
    ['0 0 12 ? * 6L', ['noLast']],
    ['0 0 12 ? * FRIL', ['noLast']],
    ['0 0 12 ? * 2#1', ['noNth']],
    ['0 0 12 1 1 ? 2027', ['noYear']],
    ['0 0 12 1 1 ? 2027-2029', ['noYear']],
    ['*/5 0 12 L * ? 2027', ['noSeconds', 'noLast', 'noYear']],
    ['0 0 12 1 * MON', ['noBoth']],
    ['0 0 25 * * ?', ['unreadable']],
    ['0 12 * * ? *', ['unreadable']], // the fields of AWS, whose first is the minute
    ['30 2 * * * root x', ['unreadable', 'noYear']],
    ['0 0 12 ? * 8', ['unreadable']],
  ])('%s has no five fields, and every reason is told', (quartz, reasons) => {
    expect(told(quartz)).toEqual(reasons);
  });

  it.each<[string, string[]]>([
    ['0 30 2 * * 2-6', ['30 2 * * 2-6', '30 2 * * 1-5']],
    ['30 2 ? * 1', ['30 2 * * 1', '30 2 * * 0']],
    ['30 2 ? * 7', ['30 2 * * 0', '30 2 * * 6']],
    ['0 30 2 * * 1-7', ['30 2 * * 0-6']],
  ])('%s, whose weekdays may be counted from Sunday or not, is offered in each reading', (text, crons) => {
    expect(told(text)).toMatchObject({ cron: crons });
  });

  it.each(['30 2 * * 1-5', '*/5 * * * *', '0 0 1 JAN *', '* * * *', '', 'hello', '@daily'])('%s is none', (text) => {
    expect(told(text)).toBeNull();
  });
});
