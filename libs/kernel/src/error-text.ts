/**
 * What an error says, for people: its message; the code of one that says nothing (a refused
 * connection to several addresses of one name), else its name.
 */
export const errorText = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  if (error.message !== '') return error.message;
  return 'code' in error ? String(error.code) : error.name;
};
