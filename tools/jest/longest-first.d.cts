declare class LongestFirst {
  constructor(options: object);
  sort<Test extends { readonly path: string }>(tests: readonly Test[]): Promise<Test[]>;
}
export = LongestFirst;
