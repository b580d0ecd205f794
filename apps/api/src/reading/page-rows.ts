/** Rows of a page: how many may be asked for, and how many come where nobody says. */
export const pageRows = { max: 500, usual: 50 } as const;
