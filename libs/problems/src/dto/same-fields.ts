/** Compiles where it holds alone: {@link SameFields} by itself is just `false`, which is no error. */
export type Assert<Holds extends true> = Holds;

/** Whether two shapes have the same fields, those that may be left out too, and each fits the other. */
export type SameFields<A, B> =
  SameNames<A, B> extends true ? ([A] extends [B] ? ([B] extends [Loose<A>] ? true : false) : false) : false;

/** Whether two shapes have fields of the same names. Those of a union are the ones that all its members have. */
export type SameNames<A, B> = [keyof A, keyof B] extends [keyof B, keyof A] ? true : false;

/** A shape as the contract writes it: readonly or not is all the same. */
type Loose<A> = { readonly [Key in keyof A]: A[Key] };
