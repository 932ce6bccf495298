let told: () => void = () => undefined;
// Before whatever keeps it to itself.
window.addEventListener('popstate', () => told(), { capture: true });

/** The next time that the browser has gone to another entry of its history. */
export function browserWent(): Promise<void> {
  return new Promise((done) => (told = done));
}

/** Goes back in the browser, as its button and a telephone's gesture do. */
export async function goBack(): Promise<void> {
  const happened = browserWent();
  history.back();
  await happened;
}
