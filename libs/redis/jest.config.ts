import preset from '../../tools/jest/node-preset.mjs';

// The connections of these tests fail on purpose: no Redis is started for them.
export default { ...preset, globalSetup: undefined, globalTeardown: undefined, displayName: 'redis' };
