import { TestBed } from '@angular/core/testing';
import { describe, expect, it } from '@jest/globals';
import { provideTransloco, TranslocoService, type Translation } from '@jsverse/transloco';
import { of } from 'rxjs';
import { provideTasksUi, TASKS_UI_OPTIONS, withLanguage } from '../provide-tasks-ui';
import { OwnTexts } from './own-texts';

const OPTIONS = { baseUrl: '/api', token: () => null };

/** An application with texts of its own, by language, which its own loader brings. */
function application(texts: Readonly<Record<string, Translation>>, language: string): TranslocoService {
  class Loader {
    getTranslation = (lang: string) => of(texts[lang] ?? {});
  }
  TestBed.configureTestingModule({
    providers: [
      provideTasksUi(OPTIONS),
      provideTransloco({
        config: { availableLangs: Object.keys(texts), defaultLang: language, prodMode: true },
        loader: Loader,
      }),
    ],
  });
  return TestBed.inject(TranslocoService);
}

describe('the texts of the pages', () => {
  it.each([
    ['zh-TW', '任务队列'],
    ['en-GB', 'Task queue'],
    ['de', 'Task queue'],
  ])('come into the application’s own Transloco, in its language %s', async (language, title) => {
    const transloco = application({ [language]: { shop: 'Laden' } }, language);
    await TestBed.inject(OwnTexts).ready();
    transloco.load(language).subscribe();
    expect(['tasks.list.title', 'shop'].map((key) => transloco.translate(key))).toEqual([title, 'Laden']);
  });

  it('come along when its language is changed', async () => {
    const transloco = application({ 'zh-CN': {}, en: {} }, 'zh-CN');
    const texts = TestBed.inject(OwnTexts);
    transloco.setActiveLang('en');
    await texts.ready();
    expect(transloco.translate('tasks.list.title')).toBe('Task queue');
  });

  it('that the application gives in words of its own stay so', async () => {
    const transloco = application({ en: {} }, 'en');
    transloco.setTranslation({ tasks: { list: { title: 'Jobs' } } }, 'en');
    await TestBed.inject(OwnTexts).ready();
    const keys = ['tasks.list.title', 'tasks.list.create'];
    expect(keys.map((key) => transloco.translate(key))).toEqual(['Jobs', 'New task']);
  });

  it('need no Transloco of the application where `withLanguage` brings one', async () => {
    TestBed.configureTestingModule({ providers: [provideTasksUi(OPTIONS, withLanguage('en'))] });
    await TestBed.inject(OwnTexts).ready();
    expect(TestBed.inject(TranslocoService).translate('tasks.list.title')).toBe('Task queue');
  });
});

describe('an application that lacks something', () => {
  it('is told of Transloco, and the ways to it', () => {
    TestBed.configureTestingModule({ providers: [provideTasksUi(OPTIONS)] });
    expect(() => TestBed.inject(OwnTexts)).toThrow(/withLanguage\(\).*provideTransloco/);
  });

  it('is told of `provideTasksUi`', () => {
    expect(() => TestBed.inject(TASKS_UI_OPTIONS)).toThrow(/provideTasksUi\(\{ baseUrl, token \}\)/);
  });
});
