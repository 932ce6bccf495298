import { inject } from '@angular/core';
import { MatIconRegistry } from '@angular/material/icon';
import { DomSanitizer } from '@angular/platform-browser';

/**
 * Makes icons known by their names under a namespace, as `namespace:name`; to be called where `inject` works.
 *
 * @param icons - SVG as text, by name: files of ours, which the build puts into the program, and nothing from elsewhere
 */
export function registerIcons(namespace: string, icons: Readonly<Record<string, string>>): void {
  const registry = inject(MatIconRegistry);
  const sanitizer = inject(DomSanitizer);
  for (const [name, svg] of Object.entries(icons)) {
    registry.addSvgIconLiteralInNamespace(namespace, name, sanitizer.bypassSecurityTrustHtml(svg));
  }
}
