import { Injectable } from '@angular/core';
import type { Translation, TranslocoLoader } from '@jsverse/transloco';

/** Texts are part of the program, a lazy piece for each language. */
@Injectable()
export class TextLoader implements TranslocoLoader {
  async getTranslation(language: string): Promise<Translation> {
    return language === 'en' ? (await import('./en')).en : (await import('./zh-cn')).zhCN;
  }
}
