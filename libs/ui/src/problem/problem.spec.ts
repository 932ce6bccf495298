import { HttpErrorResponse } from '@angular/common/http';
import { describe, expect, it } from '@jest/globals';
import { toProblem } from './problem';

describe('a call that failed', () => {
  it('speaks in the words of the server', () => {
    const error = new HttpErrorResponse({
      status: 409,
      error: { code: 'TASK_RUNNING', detail: '无法取消正在执行的任务' },
    });
    expect(toProblem(error)).toMatchObject({ code: 'TASK_RUNNING', detail: '无法取消正在执行的任务', fields: [] });
  });

  it('names the fields that were refused', () => {
    const errors = [{ field: 'params.format', message: '必须是以下之一：csv' }];
    const error = new HttpErrorResponse({ status: 422, error: { code: 'VALIDATION_FAILED', detail: 'x', errors } });
    expect(toProblem(error).fields).toEqual(errors);
  });

  it('without an answer is offline', () => {
    expect(toProblem(new HttpErrorResponse({ status: 0 })).code).toBe('OFFLINE');
  });

  it('with an answer that is no problem document is an internal error, or a missing login', () => {
    expect(toProblem(new HttpErrorResponse({ status: 502, error: '<html>' })).code).toBe('INTERNAL');
    expect(toProblem(new HttpErrorResponse({ status: 401 })).code).toBe('UNAUTHORIZED');
  });
});
