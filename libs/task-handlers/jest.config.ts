import preset from '../../tools/jest/node-preset.mjs';

// Handlers are tested without an engine: no Redis is started for them.
const { globalSetup: _start, globalTeardown: _stop, ...config } = preset;

export default { ...config, displayName: 'task-handlers' };
