/**
 * Listens for who asks this program to stop. A supervisor that signals a whole process group, a shell and npm tell the same
 * twice: only a person who presses Ctrl-C again means at once.
 *
 * @param gracefully - is called once, for the first signal
 * @param atOnce - is called for each further Ctrl-C
 */
export function hearStopRequests(gracefully: () => void, atOnce: () => void): void {
  let isStopping = false;
  let isInterrupted = false;
  const hear = (signal: NodeJS.Signals): void => {
    const isAgain = signal === 'SIGINT' && isInterrupted;
    isInterrupted ||= signal === 'SIGINT';
    if (isAgain) {
      atOnce();
    } else if (!isStopping) {
      isStopping = true;
      gracefully();
    }
  };
  process.on('SIGINT', hear).on('SIGTERM', hear);
}
