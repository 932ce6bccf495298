import { HttpErrorResponse } from '@angular/common/http';
import { computed } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { TranslocoService } from '@jsverse/transloco';
import { expect, it } from '@jest/globals';
import { translated } from '../../testing';
import { ProblemText } from './problem-text';

it('what is computed of a problem follows the language', () => {
  TestBed.configureTestingModule({ imports: [translated()] });
  const texts = TestBed.inject(ProblemText);
  const said = computed(() => texts.of(new HttpErrorResponse({ status: 0 })));
  expect(said()).toBe('无法连接服务器，请检查网络后重试');
  TestBed.inject(TranslocoService).setActiveLang('en');
  expect(said()).toBe('The server cannot be reached. Check your connection and try again');
});
