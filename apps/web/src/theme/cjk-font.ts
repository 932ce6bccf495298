/**
 * Makes the packaged Chinese font known once the page stands. It comes last in the font stack, so its glyphs are
 * downloaded only where the system has none; the list of its pieces is large, so it is kept off the first paint.
 */
export function loadCjkFont(): void {
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = 'cjk-font.css';
  document.head.append(link);
}
