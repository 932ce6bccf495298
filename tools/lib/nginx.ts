import { existsSync } from 'node:fs';
import { findOnPath, installDebianPackage } from './commands.ts';

/** Where Debian has it, which only root's PATH leads to. */
const DEBIAN_PATH = '/usr/sbin/nginx';

/**
 * The nginx to test behind: `NGINX_PATH`, the PATH, or the package manager where that needs no question. Debian's package
 * starts a web server where systemd runs, which nobody asked for: there it is not installed.
 *
 * @returns null where there is none: tests then stand behind a proxy of their own, and leave out what is of nginx alone
 */
export function findNginx(): string | null {
  const found = process.env['NGINX_PATH'] || onPath();
  if (found !== null) {
    return found;
  }
  const isInstalled = !existsSync('/run/systemd/system') && installDebianPackage('nginx');
  const path = isInstalled ? onPath() : null;
  if (path === null) {
    console.log('nginx is missing: what stands behind it is tested behind another proxy, deploy/nginx not at all.');
  }
  return path;
}

function onPath(): string | null {
  return findOnPath('nginx') ?? (existsSync(DEBIAN_PATH) ? DEBIAN_PATH : null);
}
