import { HttpErrorResponse } from '@angular/common/http';
import { computed } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { TranslocoService } from '@jsverse/transloco';
import { expect, it } from '@jest/globals';
import { translated } from '../../testing';
import { ProblemError } from './problem';
import { ProblemText } from './problem-text';

it('what is computed of a problem follows the language', () => {
  TestBed.configureTestingModule({ imports: [translated()] });
  const texts = TestBed.inject(ProblemText);
  const said = computed(() => texts.of(new HttpErrorResponse({ status: 0 })));
  expect(said()).toBe('无法连接服务器，请检查网络后重试');
  TestBed.inject(TranslocoService).setActiveLang('en');
  expect(said()).toBe('The server cannot be reached. Check your connection and try again');
});

it('a session that is over is told so, where the server was not asked', () => {
  TestBed.configureTestingModule({ imports: [translated()] });
  const texts = TestBed.inject(ProblemText);
  expect(texts.of(new ProblemError('', 'UNAUTHORIZED'))).toBe('登录已失效，请重新登录');
  expect(texts.of(new ProblemError('', 'INTERNAL'))).toBe('服务器出错，请稍后重试');
});
