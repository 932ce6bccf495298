/**
 * Stands for a secret param in every answer. As a value it is refused, unless the request says whose secret it stands for
 * (`secretsFrom`), or changes a schedule that has one.
 */
export const SECRET_MASK = '••••••';
