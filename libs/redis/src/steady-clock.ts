/** Milliseconds on a clock that all threads of a process share and nobody sets; it stands still while the machine sleeps. */
export function steadyMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
