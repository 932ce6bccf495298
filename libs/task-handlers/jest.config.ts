import preset from '../../tools/jest/node-preset.mjs';

// Handlers are tested without an engine: no Redis is started for them.
export default { ...preset, globalSetup: undefined, globalTeardown: undefined, displayName: 'task-handlers' };
