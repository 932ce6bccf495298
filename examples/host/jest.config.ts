import preset from '../../tools/jest/node-preset.mjs';

export default { ...preset, displayName: 'host-example' };
