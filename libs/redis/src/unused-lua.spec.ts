import { expect, test } from '@jest/globals';
import { withoutUnused } from './unused-lua.js';

test('a script has those functions and constants that it uses, by way of others as well, and does all the rest', () => {
  const script = `#!lua flags=allow-oom
local prefix = ARGV[1]
-- What nothing calls: spare() is but a word here.
local SPARE = {
  'a',
}
local DEEP = 1
local LIST = {
  'b',
}
local function spare()
  return SPARE
end
local function deep()
  return DEEP
end
local function short() return 2 end
local function called()
  local function inner()
    return deep()
  end
  return inner(), LIST
end
redis.call('SET', prefix, 1)
return called(), short()`;
  expect(withoutUnused(script)).toBe(
    script.replace("local SPARE = {\n  'a',\n}\n", '').replace('local function spare()\n  return SPARE\nend\n', ''),
  );
});
