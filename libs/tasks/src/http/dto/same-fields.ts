/** `true` where two shapes have the same fields and each fits the other; otherwise a compile error at its use. */
export type SameFields<A extends B, B extends Loose<A>> = keyof A extends keyof B
  ? keyof B extends keyof A
    ? true
    : never
  : never;

/** A shape as the contract writes it: readonly or not is all the same. */
type Loose<A> = { readonly [Key in keyof A]: A[Key] };
