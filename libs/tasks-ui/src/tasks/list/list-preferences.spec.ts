import { describe, expect, it } from '@jest/globals';
import { OPTIONAL_COLUMNS, parseChoices } from './list-preferences';

const DEFAULTS = { hidden: ['finished'], density: 'comfortable', pageSize: 20 };

describe('how a person likes the list', () => {
  it('comes back as it was stored', () => {
    const choices = { hidden: ['created', 'retries'], density: 'compact', pageSize: 50 } as const;
    expect(parseChoices(JSON.stringify({ ...choices, known: OPTIONAL_COLUMNS }))).toEqual(choices);
  });

  it('shows no column that was not there when it was stored, unless everybody sees it', () => {
    expect(parseChoices('{"hidden":["created"]}').hidden).toEqual(['created', 'finished']);
  });

  it.each([null, '', 'null', '[]', '7', '{"hidden":"x","density":3,"pageSize":1e9}', '{"hidden":["status"]}', '{'])(
    'is as if never chosen where %j was stored',
    (text) => {
      expect(parseChoices(text)).toEqual(DEFAULTS);
    },
  );
});
