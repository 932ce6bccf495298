/* Opens a task when its notification is clicked, in a tab of ours where there is one. It intercepts no request. */

/** A tab that has not answered within this is none of ours, or stands still, in milliseconds: a window may only be opened soon after a click. */
const PATIENCE_MS = 500;

globalThis.addEventListener('install', () => globalThis.skipWaiting());
globalThis.addEventListener('activate', (event) => event.waitUntil(globalThis.clients.claim()));

globalThis.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data));
});

async function open({ taskId, url }) {
  const all = await globalThis.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const answers = await Promise.all(all.filter(isBelow).map(async (tab) => ({ tab, isOurs: await hears(tab, url) })));
  const tabs = answers.filter(({ isOurs }) => isOurs).map(({ tab }) => tab);
  const tab = tabs.find(({ focused }) => focused) ?? tabs.find(isVisible) ?? tabs[0];
  if (!tab) {
    await globalThis.clients.openWindow(url);
    return;
  }
  await tab.focus().catch(() => undefined); // allowed for a moment after a click, by most browsers
  tab.postMessage({ kind: 'task-queue:open-task', taskId });
}

/** The browser gives those of every application of the host. */
function isBelow({ url }) {
  const { pathname } = new URL(url);
  return `${pathname}/`.startsWith(new URL(globalThis.registration.scope).pathname);
}

/** Whether a tab shows the page that the notification is of: others of the host may lie below it, as the API's own pages do. */
function hears(tab, url) {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => resolve(true);
    setTimeout(() => resolve(false), PATIENCE_MS);
    tab.postMessage({ kind: 'task-queue:who-opens', url }, [port2]);
  }).finally(() => port1.close());
}

function isVisible({ visibilityState }) {
  return visibilityState === 'visible';
}
