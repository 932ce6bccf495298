import { describe, expect, test } from '@jest/globals';
import { ERROR_GROUPS } from '../../testing/errors/messages.js';
import { commonText, errorFingerprint } from './error-fingerprint.js';

const CODE = 'HANDLER_ERROR';

describe('the fingerprint of an error', () => {
  test.each(ERROR_GROUPS.filter((group) => group.length > 1).map((group) => [group[0]!, group] as const))(
    'is one for errors like «%s»',
    (_first, group) => {
      expect([...new Set(group.map(commonText))]).toEqual([commonText(group[0]!)]);
    },
  );

  test('is another one for each kind of error', () => {
    const firsts = new Map<string, string>();
    for (const [first] of ERROR_GROUPS) {
      const same = firsts.get(errorFingerprint(first!, CODE));
      expect(same === undefined ? '' : `${same} | ${first!}`).toBe('');
      firsts.set(errorFingerprint(first!, CODE), first!);
    }
    expect(ERROR_GROUPS.flat().length).toBeGreaterThanOrEqual(100);
  });

  test('is another one for another code', () => {
    expect(errorFingerprint('too late', 'TIMEOUT')).not.toBe(errorFingerprint('too late', CODE));
  });

  test('is 16 hex digits, the first of which says by which rule', () => {
    expect(errorFingerprint('权限不足', CODE)).toMatch(/^1[0-9a-f]{15}$/);
    expect(errorFingerprint('', CODE)).toMatch(/^1[0-9a-f]{15}$/);
  });

  test.each([
    ['slashes', '/'.repeat(2_000)],
    ['dots', 'a.'.repeat(1_000)],
    ['colons', 'a:'.repeat(1_000)],
    ['digits', '1'.repeat(2_000)],
    ['blanks', ' '.repeat(2_000)],
    ['paths', '/a'.repeat(1_000)],
    ['words', 'a-'.repeat(1_000)],
    ['commas', '1,'.repeat(1_000)],
    ['ats', 'a@'.repeat(1_000)],
    ['Chinese', '数据'.repeat(1_000)],
    ['Chinese paths', '/数'.repeat(1_000)],
    ['an address', `https://${'a?'.repeat(1_000)}`],
  ])('of %s takes no longer than another', (_what, message) => {
    const startedUs = process.threadCpuUsage().user;
    errorFingerprint(message, CODE);
    expect(process.threadCpuUsage().user - startedUs).toBeLessThan(500_000);
  });
});
