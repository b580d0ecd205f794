/** Whether the platform threw this error with this code: `ENOENT`, `EEXIST`, … */
export const hasCode = (error: unknown, code: string): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === code;
