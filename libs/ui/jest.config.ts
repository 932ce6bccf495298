import preset from '../../tools/jest/page-preset.mjs';

export default { ...preset, displayName: 'ui' };
