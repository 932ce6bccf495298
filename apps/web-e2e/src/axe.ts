import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** The rules whose answer depends on the color scheme; everything else is the same in both. */
export const COLOR_RULES: readonly string[] = ['color-contrast', 'link-in-text-block'];

/** What axe looks at, and by which of its rules. */
export interface Sight {
  /** Selects the part of the page that is looked at. @default all of it */
  readonly part?: string;
  /** The only rules that are asked. @default all */
  readonly only?: readonly string[];
  /** Rules that do not apply. @default none */
  readonly exempt?: readonly string[];
}

/**
 * What axe holds against what is on the screen. In one page: the other mode opens a second one each time, for frames of other
 * origins, of which ours has none. A document is given its half a megabyte once, what is in order is not told one by one, and
 * style sheets are not read ahead, for films and sounds, of which ours has none either.
 */
export async function violationsOf(page: Page, { part, only, exempt = [] }: Sight = {}): Promise<string[]> {
  const isThere = await page.evaluate(() => 'axe' in window);
  const axe = new AxeBuilder({ page, ...(isThere && { axeSource: ';' }) })
    .setLegacyMode()
    .options({ resultTypes: ['violations'], preload: false });
  if (part !== undefined) {
    axe.include(part);
  }
  const { violations } = await (only ? axe.withRules([...only]) : axe.disableRules([...exempt])).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

/** Waits until what was asked for is on the screen and nothing moves any more. */
export async function settled(page: Page): Promise<void> {
  await expect(page.getByRole('heading').first()).toBeVisible(); // a page of its own loads before it stands
  await expect(page.locator('mat-progress-bar[mode=indeterminate]')).toHaveCount(0);
  await page.evaluate(async () => {
    await document.fonts.ready;
    // Drawn twice: another color scheme is in the styles by then, and what moves for it has begun to.
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    const ending = document.getAnimations().filter(({ effect }) => effect?.getTiming().iterations !== Infinity);
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });
}
