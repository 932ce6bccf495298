import type { zhCN } from './zh-cn';

/** Every text of the shell; both languages have the same ones, or they do not compile. */
export type AppTexts = DeepText<typeof zhCN>;

type DeepText<Texts> = { readonly [Key in keyof Texts]: Texts[Key] extends string ? string : DeepText<Texts[Key]> };
