/** How many waited at an instant (epoch ms). */
export interface DepthLook {
  readonly atMs: number;
  readonly waiting: number;
}

/** Looks that say something. */
const FEWEST_LOOKS = 6;

/** How much faster or slower it may go than all looks together say, in any case. */
const LEEWAY = 0.2;

/** Farther ahead nobody can say, in milliseconds. */
const FARTHEST_MS = 7 * 86_400_000;

/**
 * In how long nobody will wait any more, in milliseconds, if the line through the looks goes on (ordinary least squares, with
 * twice the standard error of its slope); `growing` where that surely rises; `null` where nobody can say.
 */
export function drainOf(
  looks: readonly DepthLook[],
  waiting: number,
): { readonly fromMs: number; readonly toMs: number } | 'growing' | null {
  if (waiting === 0 || looks.length < FEWEST_LOOKS) {
    return null;
  }
  const { slope, error } = lineThrough(looks);
  const [steepest, flattest] = [slope * (1 + LEEWAY) - 2 * error, slope * (1 - LEEWAY) + 2 * error];
  if (slope > 0 && slope - 2 * error > 0) {
    return 'growing';
  }
  if (flattest >= 0 || waiting / -flattest > FARTHEST_MS) {
    return null;
  }
  return { fromMs: Math.round(waiting / -steepest), toMs: Math.round(waiting / -flattest) };
}

function lineThrough(looks: readonly DepthLook[]): { readonly slope: number; readonly error: number } {
  const count = looks.length;
  const meanAt = looks.reduce((sum, { atMs }) => sum + atMs, 0) / count;
  const meanWaiting = looks.reduce((sum, { waiting }) => sum + waiting, 0) / count;
  const spread = looks.reduce((sum, { atMs }) => sum + (atMs - meanAt) ** 2, 0);
  if (spread === 0) {
    return { slope: 0, error: Infinity };
  }
  const slope = looks.reduce((sum, look) => sum + (look.atMs - meanAt) * (look.waiting - meanWaiting), 0) / spread;
  const rest = looks.reduce((sum, look) => sum + (look.waiting - meanWaiting - slope * (look.atMs - meanAt)) ** 2, 0);
  return { slope, error: Math.sqrt(rest / (count - 2) / spread) };
}
