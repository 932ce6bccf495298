import { TestBed } from '@angular/core/testing';
import { TranslocoService } from '@jsverse/transloco';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { translated } from '@task-queue/ui/testing';
import { en } from './en';
import { Language } from './language';
import { zhCN } from './zh-cn';

/** Opens the page in a browser that asks for these languages, from a server set to one. */
async function open(asks: readonly string[], serverIs: string): Promise<Language> {
  jest.spyOn(navigator, 'languages', 'get').mockReturnValue(asks);
  document.head.innerHTML = `<meta name="default-locale" content="${serverIs}" />`;
  TestBed.configureTestingModule({ imports: [translated('en', { 'zh-CN': zhCN, en })] });
  const language = TestBed.inject(Language);
  await language.restore();
  return language;
}

const shown = (): unknown[] => [
  document.documentElement.lang,
  TestBed.inject(TranslocoService).getActiveLang(),
  document.title,
];
const IN_ENGLISH = ['en', 'en', 'Task Center'];
const IN_CHINESE = ['zh-CN', 'zh-CN', '任务中心'];

beforeEach(() => localStorage.clear());
afterEach(() => {
  jest.restoreAllMocks();
  document.head.innerHTML = '';
});

describe('a first visit', () => {
  it.each([
    [['en-US'], 'zh-CN', IN_ENGLISH],
    [['zh-TW'], 'en', IN_CHINESE],
    [['fr-FR', 'en-GB', 'zh-CN'], 'zh-CN', IN_ENGLISH],
    [['fr-FR', 'zh-HK', 'en'], 'en', IN_CHINESE],
    [['fr-FR'], 'zh-CN', IN_CHINESE],
    [['fr-FR'], 'en', IN_ENGLISH],
  ])('of a browser that asks for %j to a server set to %s is in %j', async (asks, serverIs, expected) => {
    await open(asks, serverIs);
    expect(shown()).toEqual(expected);
  });
});

it('the language that a person chose stays, whatever their browser asks for', async () => {
  await (await open(['en-US'], 'en')).use('zh-CN');
  TestBed.resetTestingModule();
  await open(['en-US'], 'en');
  expect(shown()).toEqual(IN_CHINESE);
});
