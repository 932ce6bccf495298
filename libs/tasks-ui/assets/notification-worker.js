/* Opens a task when its notification is clicked, in a tab of ours where there is one. It intercepts no request. */

globalThis.addEventListener('install', () => globalThis.skipWaiting());
globalThis.addEventListener('activate', (event) => event.waitUntil(globalThis.clients.claim()));

globalThis.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data));
});

async function open({ taskId, url }) {
  const all = await globalThis.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const tabs = all.filter(isOurs);
  const tab = tabs.find(({ focused }) => focused) ?? tabs.find(isVisible) ?? tabs[0];
  if (!tab) {
    await globalThis.clients.openWindow(url);
    return;
  }
  await tab.focus().catch(() => undefined); // allowed for a moment after a click, by most browsers
  tab.postMessage({ kind: 'task-queue:open-task', taskId });
}

/** The browser gives those of every application of the host. */
function isOurs({ url }) {
  const { pathname } = new URL(url);
  return `${pathname}/`.startsWith(new URL(globalThis.registration.scope).pathname);
}

function isVisible({ visibilityState }) {
  return visibilityState === 'visible';
}
