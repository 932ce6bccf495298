/** Why nothing was changed, in words for whoever asked. */
export class Refusal extends Error {}
