import { describe, expect, it } from '@jest/globals';
import { parseChoices } from './list-preferences';

const DEFAULTS = { hidden: [], density: 'comfortable', pageSize: 20 };

describe('how a person likes the list', () => {
  it('comes back as it was stored', () => {
    const choices = { hidden: ['created', 'retries'], density: 'compact', pageSize: 50 } as const;
    expect(parseChoices(JSON.stringify(choices))).toEqual(choices);
  });

  it.each([null, '', 'null', '[]', '7', '{"hidden":"x","density":3,"pageSize":1e9}', '{"hidden":["status"]}', '{'])(
    'is as if never chosen where %j was stored',
    (text) => {
      expect(parseChoices(text)).toEqual(DEFAULTS);
    },
  );
});
