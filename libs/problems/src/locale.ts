import { localeOfTag, type Locale } from '@task-queue/contracts';

/**
 * The best of our languages for an `Accept-Language` header (RFC 9110, section 12.5.4), by quality and then by order.
 *
 * @example localeOf('fr, en;q=0.8, zh;q=0.5', 'zh-CN') // 'en'
 */
export function localeOf(header: string | undefined, fallback: Locale): Locale {
  let best: Locale | undefined;
  let bestQuality = 0;
  for (const part of (header ?? '').slice(0, 500).split(',')) {
    const [range = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    const locale = localeOfTag(range);
    const weight = parameters.find((text) => text.startsWith('q='));
    const quality = weight === undefined ? 1 : Number(weight.slice(2));
    if (locale && quality > bestQuality) {
      best = locale;
      bestQuality = quality;
    }
  }
  return best ?? fallback;
}
