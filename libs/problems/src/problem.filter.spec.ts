import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Logger, NotFoundException, type ArgumentsHost } from '@nestjs/common';
import type { ErrorCode, ProblemDetails } from '@task-queue/contracts';
import { ProblemFilter } from './problem.filter.js';
import { ProblemError } from './problem-error.js';

/** What the filter answers to a call in English. */
function answerTo(thrown: unknown, filter = new ProblemFilter(), language = 'en'): ProblemDetails {
  let sent = '';
  const reply = {
    status: () => reply,
    header: () => reply,
    getHeader: () => undefined,
    send: (body: string) => void (sent = body),
  };
  const request = { id: 'r-1', headers: { 'accept-language': language } };
  const host = { switchToHttp: () => ({ getRequest: () => request, getResponse: () => reply }) };
  filter.catch(thrown, host as unknown as ArgumentsHost); // the part of it that the filter asks
  return JSON.parse(sent) as ProblemDetails;
}

describe('the filter of errors', () => {
  const told = jest.fn();
  beforeEach(() => void jest.spyOn(Logger.prototype, 'error').mockImplementation(told));
  afterEach(() => void jest.restoreAllMocks());

  test("answers a refusal in the words of its code, and the framework's own by their status", () => {
    expect(answerTo(new ProblemError('FORBIDDEN'))).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    expect(answerTo(new NotFoundException())).toMatchObject({ status: 404, code: 'NOT_FOUND', detail: 'Not found' });
    expect(told).not.toHaveBeenCalled();
  });

  test('answers a code that nobody here says the words of as a failure of our own, and tells it', () => {
    const strange = new ProblemError('LAST_ADMIN' satisfies ErrorCode);
    expect(answerTo(strange)).toMatchObject({ status: 500, code: 'INTERNAL' });
    expect(told).toHaveBeenCalledWith({ err: strange, requestId: 'r-1' }, 'A call failed');
  });

  test('speaks the language it was given where the caller asks for none of ours', () => {
    expect(answerTo(new ProblemError('NOT_FOUND'), new ProblemFilter('en'), 'fr').detail).toBe('Not found');
    expect(answerTo(new ProblemError('NOT_FOUND'), new ProblemFilter(), 'fr').detail).toBe('没有找到');
  });
});
