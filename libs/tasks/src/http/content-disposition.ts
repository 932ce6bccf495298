import { plainLine } from '@task-queue/contracts';

/** A `Content-Disposition` that downloads under a name: an ASCII form for old clients and RFC 8187's for the rest. */
export function attachmentDisposition(name: string): string {
  const plain = plainLine(name).replace(/[/\\]/g, '_');
  const ascii = plain.replace(/[^\x20-\x7e]|["%]/g, '_');
  const encoded = encodeURIComponent(plain.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
