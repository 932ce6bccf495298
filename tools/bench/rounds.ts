/** Measures everybody in turn, so many times: what slows the machine for a while slows all of them. */
export async function interleave<Name extends string, Measured>(
  rounds: number,
  contestants: Readonly<Record<Name, () => Promise<Measured>>>,
): Promise<Readonly<Record<Name, readonly Measured[]>>> {
  const names = Object.keys(contestants) as Name[]; // Object.keys widens to string[]
  const measured = Object.fromEntries(names.map((name) => [name, [] as Measured[]])) as Record<Name, Measured[]>;
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) {
      measured[name].push(await contestants[name]());
    }
  }
  return measured;
}
