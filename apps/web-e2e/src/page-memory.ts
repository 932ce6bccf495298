import type { Page } from '@playwright/test';

/** What a page has in its memory: the snapshot of its heap as DevTools takes it, after the garbage is gone. */
async function heapOf(page: Page): Promise<string> {
  const devTools = await page.context().newCDPSession(page);
  const chunks: string[] = [];
  devTools.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk));
  await devTools.send('HeapProfiler.enable');
  await devTools.send('HeapProfiler.collectGarbage');
  await devTools.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  await devTools.detach();
  const { strings } = JSON.parse(chunks.join('')) as { readonly strings: readonly string[] };
  return strings.join('\n');
}

/** What it shows, has in its fields and its place in the history, and has stored in the browser. */
function storedBy(page: Page): Promise<Record<string, string>> {
  return page.evaluate(async () => {
    const databases = await Promise.all(
      (await indexedDB.databases()).map(async ({ name }) => {
        const answerOf = <Answer>(request: IDBRequest<Answer>): Promise<Answer> =>
          new Promise((done, fail) => {
            request.onsuccess = () => done(request.result);
            request.onerror = () => fail(request.error!);
          });
        const database = await answerOf(indexedDB.open(name!));
        const stores = [...database.objectStoreNames];
        const all = stores.map((store) => answerOf(database.transaction(store).objectStore(store).getAll()));
        const kept = await Promise.all(all);
        database.close();
        return kept;
      }),
    );
    const cached = await Promise.all(
      (await caches.keys()).map(async (name) => {
        const cache = await caches.open(name);
        const requests = await cache.keys();
        const answers = requests.map(async (request) => (await cache.match(request))?.text());
        return [requests.map(({ url }) => url), await Promise.all(answers)];
      }),
    );
    const fields = [...document.querySelectorAll<HTMLInputElement>('input, textarea')].map(({ value }) => value);
    return {
      document: document.documentElement.outerHTML,
      fields: fields.join('\n'),
      address: location.href,
      history: JSON.stringify(history.state),
      localStorage: JSON.stringify({ ...localStorage }),
      sessionStorage: JSON.stringify({ ...sessionStorage }),
      indexedDB: JSON.stringify(databases),
      caches: JSON.stringify(cached),
      cookies: document.cookie,
    };
  });
}

/** Where in a page and in what it has stored some texts are. The page is never told of them. */
export async function placesOf(texts: readonly string[], page: Page): Promise<string[]> {
  const all = { ...(await storedBy(page)), heap: await heapOf(page) };
  return texts.flatMap((text) =>
    Object.entries(all).flatMap(([place, content]) => (content.includes(text) ? [`${text} in ${place}`] : [])),
  );
}
