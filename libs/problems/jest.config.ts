import preset from '../../tools/jest/node-preset.mjs';

// Refusals are tested without what refuses: no Redis is started for them.
export default { ...preset, globalSetup: undefined, globalTeardown: undefined, displayName: 'problems' };
