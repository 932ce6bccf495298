import { messageOf, stackOf } from './error-text.js';

const disk = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
const circular: Record<string, unknown> = { reason: 'around' };
circular['self'] = circular;
const throwing = Object.defineProperty({ reason: 'x' }, 'message', {
  enumerable: true,
  get() {
    throw new Error('no');
  },
});
const loop = new Error('a');
loop.cause = Object.assign(new Error('b'), { cause: loop });
const proxy = new Proxy(
  {},
  {
    get() {
      throw new Error('no');
    },
    getPrototypeOf() {
      throw new Error('no');
    },
    ownKeys() {
      throw new Error('no');
    },
  },
);

const held = new Error('inner words');
const holder = { reason: 'held', error: held };
held.cause = holder;
const chained = (length: number): Error =>
  length === 0 ? new Error('the reason') : new Error(`level ${length}`, { cause: chained(length - 1) });
const nested = (depth: number): Error =>
  depth === 0 ? new Error('the reason') : new AggregateError([nested(depth - 1)], `level ${depth}`);
const suppressed = Object.assign(new Error('both'), {
  name: 'SuppressedError',
  error: new Error('closing failed'),
  suppressed: new Error('reading failed'),
});

test.each<[string, unknown, string]>([
  ['its own words', new Error('plain'), 'plain'],
  ['its cause', new Error('Could not save', { cause: disk }), 'Could not save: no space left on device (ENOSPC)'],
  [
    'causes of causes',
    new Error('outer', { cause: new Error('middle', { cause: new TypeError('inner') }) }),
    'outer: middle: inner',
  ],
  ['no cause that it repeats', new Error('failed: reset', { cause: new Error('reset') }), 'failed: reset'],
  ['a cause that is no error', new Error('failed', { cause: { status: 503 } }), 'failed: {"status":503}'],
  ['a cause that is a text', new Error('failed', { cause: 'because' }), 'failed: because'],
  ['a code', Object.assign(new Error('connect failed'), { code: 'ECONNREFUSED' }), 'connect failed (ECONNREFUSED)'],
  [
    'no code it has said',
    Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
    'connect ECONNREFUSED',
  ],
  [
    'parts',
    new AggregateError([new Error('one'), disk, 'three'], 'All failed'),
    'All failed: one; no space left on device (ENOSPC); three',
  ],
  ['parts without words of its own', new AggregateError([new Error('one')]), 'AggregateError: one'],
  [
    'the first of many parts',
    new AggregateError(
      Array.from({ length: 9 }, (_, i) => `p${i}`),
      'All',
    ),
    'All: p0; p1; p2; p3; p4; 4 more',
  ],
  ['the innermost of many causes', chained(9), 'level 9: level 8: level 7: level 6: …: the reason'],
  [
    'an error that an object of its own causes holds',
    holder,
    '{"reason":"held","error":"inner words: {\\"reason\\":\\"held\\",\\"error\\":\\"…\\"}"}',
  ],
  ['what was suppressed', suppressed, 'both: closing failed; reading failed'],
  ['words that are an object', Object.assign(new Error(), { message: { reason: 'full' } }), '{"reason":"full"}'],
  ['words that are a list', Object.assign(new Error(), { message: ['a', { b: 1 }] }), '["a",{"b":1}]'],
  ['no words that show nothing', new TypeError(' \u200B '), 'TypeError'],
  ['a map', new Map<string, unknown>([['code', 42]]), '{"code":42}'],
  ['a set in an object', { missing: new Set(['a']) }, '{"missing":["a"]}'],
  [
    'an object whose words throw',
    {
      code: 9,
      toString: () => {
        throw new Error('no');
      },
    },
    '{"code":9}',
  ],
  ['an object', { code: 42, reason: 'disk full' }, '{"code":42,"reason":"disk full"}'],
  ['an object with a message', { message: 'quota', code: 'E_QUOTA' }, 'quota (E_QUOTA)'],
  ['a list', ['a', 1], '["a",1]'],
  ['an object of its own words', { toString: () => 'own words' }, 'own words'],
  ['what goes in circles', circular, '{"reason":"around","self":"…"}'],
  ['a chain that goes in circles', loop, 'a: b'],
  ['a getter that throws', throwing, '{"reason":"x"}'],
  ['a text', 'text', 'text'],
  ['a number', 7, '7'],
  ['nothing', undefined, 'undefined'],
  ['null', null, 'null'],
  ['a symbol', Symbol('s'), 'Symbol(s)'],
  ['a big number', 10n, '10'],
  ['an empty text', '', 'The handler threw an empty value'],
  ['an error without words', new RangeError(), 'RangeError'],
  ['what is deep', { a: { b: { c: { d: 1 } } } }, '{"a":{"b":{"c":"…"}}}'],
])('a failure tells %s', (_what, thrown, words) => {
  expect(messageOf(thrown)).toBe(words);
});

test.each<[string, unknown, RegExp]>([
  ['a DOM exception', new DOMException('stopped', 'AbortError'), /^stopped/],
  ['a proxy that refuses', proxy, /./],
  ['parts in parts in parts', nested(5_000), /^level 5000: level 4999: .*…$/],
  ['what is long', { text: 'x'.repeat(10_000) }, /^\{"text":"x{300}…"\}$/],
  ['what is wide', Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`k${i}`, i])), /^\{"k0":0,.*"k19":19\}$/],
])('a failure tells of %s what fits', (_what, thrown, words) => {
  expect(messageOf(thrown)).toMatch(words);
});

test('its stack has those of its causes', () => {
  const stack = stackOf(new Error('outer', { cause: disk }));
  expect(stack).toMatch(/^Error: outer\n[^]*\nCaused by: Error: no space left on device\n/);
  expect(stackOf({})).toBeNull();
});
