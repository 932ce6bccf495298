import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { hasAll, searchPiecesOf } from '@task-queue/contracts';
import { searchFacetsOf, searchTermsOf } from './search-terms.js';

const RUNS = Number(process.env['SEARCH_RUNS'] ?? 2_000);

/** Whether the terms of a query are among those of a text, as the scripts compare them. */
function finds(text: string, query: string): boolean {
  const { words, grams, isRepeating } = searchTermsOf(text);
  const beginnings = (term: string, shortest: number): string[] => {
    const characters = [...term];
    const lengths = characters.map((_, i) => i + 1).filter((n) => n >= shortest && n <= 40);
    return [term, ...lengths.map((n) => characters.slice(0, n).join(''))];
  };
  const values = new Set([
    ...words.flatMap((word) => beginnings(word, 3)),
    ...grams.flatMap((gram) => beginnings(gram, 1)),
  ]);
  const facets = searchFacetsOf(query);
  return (
    facets.length > 0 &&
    facets.every((facet) =>
      facet[0] === 'text'
        ? facet.slice(1).some((value) => values.has(value))
        : facet[isRepeating ? 2 : 1].every((value) => values.has(value)),
    )
  );
}

const TEXTS = [
  ...[
    'Reexport',
    'Customers',
    'HTTP',
    'Server',
    'iPhone',
    'v2.10',
    '2026',
    'Q1',
    'x1y2',
    'C++',
    'C#',
    '.NET',
    'E=mc²',
    'deadbeef01',
  ],
  ...[
    'résumé',
    'nai\u0308ve',
    'İstanbul',
    'Straße',
    'ẞ',
    'Łódź',
    'ﬁle',
    'ǅ',
    'ΣΊΣΥΦΟΣ',
    'ёлка',
    'Київ',
    'ＡＢＣ',
    'Ａ１',
    '№',
    '™',
    '½',
  ],
  ...[
    '报表',
    '导出订单',
    '甲乙甲乙',
    'レポート',
    'ﾚﾎﾟｰﾄ',
    'か\u3099',
    '한국어',
    '한국어'.normalize('NFD'),
    'ᄀ',
    'ㄱ',
    'ㄅㄆ',
  ],
  ...['ตัวอย่าง', 'รายงาน', 'น้ำ', 'ລາຍງານ', 'របាយការណ៍', 'အစီရင်ခံစာ', 'བོད་ཡིག', 'हिन्दी', 'العربية', 'עִבְרִית', 'Հայերեն'],
  ...['📊', '👨‍👩‍👧', '🇨🇳', '👍🏽', '1️⃣', '*️⃣', '‼️', '✔️', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '€', '~', '≠', '§', '𝒳', '𠮷野'],
  ...[' ', '-', '_', '/', '，', '(', '…', '\u200b', '\u00ad'],
];
const titles = fc.array(fc.constantFrom(...TEXTS), { minLength: 1, maxLength: 8 }).map((texts) => texts.join(''));
const anything = fc.oneof(titles, fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }));
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

describe('search', () => {
  test.each([
    ['📊 季度报表', '📊'],
    ['ส่งออกรายงาน', 'รายงาน'],
    ['ສົ່ງອອກລາຍງານ', 'ລາຍງານ'],
    ['នាំចេញរបាយការណ៍', 'របាយការណ៍'],
    ['အစီရင်ခံစာထုတ်ပါ', 'ထုတ်'],
    ['レポート出力', 'ポート'],
    ['报表2026Q1', 'Q1'],
    ['2026Q1W3D2', 'w3'],
    ['a1b2c3', 'b2'],
    ['ReexportCustomers', 'customers'],
    ['HTTPServer down', 'server'],
    ['İstanbul', 'istanbul'],
    ['ISTANBUL', 'ıstanbul'],
    ['Straße', 'STRASSE'],
    ['STRASSE', 'straße'],
    ['résumé', 'resume'],
    ['resume', 're\u0301sume\u0301'],
    ['Όδυσσεύς', 'οδυσσευσ'],
    ['ёлка', 'елка'],
    ['Łódź', 'lodz'],
    ['ﬁle Ａ１', 'file a1'],
    ['№5', '№'],
    ['FOO™', '™'],
    ['Learn C++', 'c++'],
    ['Learn C#', 'C#'],
    ['.NET', '.net'],
    ['v2.10', '2.10'],
    ['家族 👨‍👩‍👧', '👨'],
    ['👍🏽', '👍'],
    ['1️⃣ 准备', '1'],
    ['报表\u200b导出', '表导'],
    ['super\u00adcali', 'supercali'],
    ['super\u200bcali', 'cali'],
    ['한국어', '국어'],
    ['AbstractSingletonProxyFactoryBeanDefinitionReaderHandlerImpl', 'ReaderHandler'],
  ])('finds %j by %j', (title, query) => {
    expect([finds(title, query), hasAll([title], query)]).toEqual([true, true]);
  });

  test.each([
    ['Learn C', 'C++'],
    ['Learn C++', 'C#'],
    ['🇨🇳', '🇳🇨'],
    ['ข้าง', 'ขาง'],
    ['हिन्दी', 'हन'],
    ['かき', 'がき'],
    ['Q2 and 1', 'Q1'],
    ['reexport', 'export'],
    ['报表Q10', 'Q1'],
    ['anything', '?!'],
    ['Ab1Cd2Ef3Gh4Ij5', 'Gh4'],
    ['a3f9c2d4', 'c2d4'],
  ])('does not find %j by %j', (title, query) => {
    expect([finds(title, query), hasAll([title], query) && searchFacetsOf(query).length > 0]).toEqual([false, false]);
  });

  test('by a whole title, however it is written, finds it', () => {
    fc.assert(
      fc.property(anything, (title) => {
        fc.pre(searchPiecesOf(title).length > 0);
        for (const query of [title, title.toLowerCase(), title.normalize('NFD')]) {
          expect([query, finds(title, query.slice(0, 200))]).toEqual([query, true]);
        }
      }),
      { numRuns: RUNS },
    );
  });

  test('by anything between two borders of a title finds it', () => {
    fc.assert(
      fc.property(titles, fc.nat(), fc.nat(), (title, one, other) => {
        fc.pre(!hasCode(title));
        const borders = bordersOf(title);
        const [from, to] = [borders[one % borders.length]!, borders[other % borders.length]!].sort((a, b) => a - b);
        const query = title.slice(from, to);
        fc.pre(searchPiecesOf(query).length > 0);
        expect([query, finds(title, query)]).toEqual([query, true]);
      }),
      { numRuns: RUNS },
    );
  });

  test('by the index and by looking at the text are the same', () => {
    const texts = fc.array(fc.constantFrom(...TEXTS), { minLength: 1, maxLength: 3 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(anything, fc.oneof(texts, fc.string({ unit: 'grapheme', maxLength: 4 })), (title, query) => {
        fc.pre(searchPiecesOf(query).length > 0);
        expect(finds(title, query)).toBe(hasAll([title], query));
      }),
      { numRuns: RUNS * 2 },
    );
  });
});

/** Whether a word has parts and is all the same not cut. */
function hasCode(title: string): boolean {
  return searchPiecesOf(title).some(({ kind, text, cuts, placeOf }) => {
    const written = title.slice(...placeOf([0, text.length])).normalize('NFKD');
    return kind === 'word' && cuts.length === 1 && /\p{L}.*\p{N}|\p{N}.*\p{L}|\p{Ll}.*\p{Lu}/su.test(written);
  });
}

/** Where pieces and the parts of words begin and end, and between any two characters of unspaced text and symbols. */
function bordersOf(title: string): number[] {
  const borders = searchPiecesOf(title).flatMap((piece) => {
    const [from, to] = piece.placeOf([0, piece.text.length]);
    return piece.kind === 'word'
      ? [...piece.cuts.map((cut) => piece.placeOf([cut, cut + 1])[0]), to]
      : [...Array.from(graphemes.segment(title.slice(from, to)), ({ index }) => from + index), to];
  });
  return [0, title.length, ...borders];
}
