/**
 * A name for what a browser keeps or shares by origin: storage, channels and locks. Applications below several paths of one
 * host have all of them in common, so that one which is not at the root adds its place.
 *
 * @param name - at the root it stays as it is, e.g. `task-queue.session`
 */
export function ownName(name: string): string {
  const base = document.querySelector('base')?.getAttribute('href') ?? '/';
  const { pathname } = new URL(base, location.origin);
  return pathname === '/' ? name : `${name}@${pathname}`;
}
