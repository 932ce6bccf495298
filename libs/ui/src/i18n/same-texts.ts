/** The same texts in another language: every key has one, or it does not compile. */
export type SameTexts<Texts> = {
  readonly [Key in keyof Texts]: Texts[Key] extends string ? string : SameTexts<Texts[Key]>;
};
