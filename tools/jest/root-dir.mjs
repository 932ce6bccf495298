import { fileURLToPath } from 'node:url';

/** The workspace's folder. */
export const rootDir = fileURLToPath(new URL('../..', import.meta.url));
