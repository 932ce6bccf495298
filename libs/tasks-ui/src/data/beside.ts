import { inject } from '@angular/core';
import { ActivatedRoute } from '@angular/router';

/**
 * Where a page of ours is that the application has mounted beside the one on screen, as `taskPages()` does; `null` where that
 * one stands at the root.
 */
export function injectBeside(): (name: 'errors' | 'lanes' | 'overview') => readonly string[] | null {
  const segments = inject(ActivatedRoute).snapshot.pathFromRoot.flatMap(({ url }) => url.map(({ path }) => path));
  return (name) => (segments.length === 0 ? null : ['/', ...segments.slice(0, -1), name]);
}
