/** The platform's code of an error, such as `ENOENT`; else `no code`. */
export const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'no code';

/** Whether the platform threw this error with this code: `ENOENT`, `EEXIST`, … */
export const hasCode = (error: unknown, code: string): boolean => codeOf(error) === code;
