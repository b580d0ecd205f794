import { placeholder } from '../not-run.js';

/** A test that needs `place`; without it a placeholder stands for it. */
export const itWhere = (
  place: string | undefined,
  name: string,
  body: () => Promise<void>,
): void => {
  if (place === undefined) placeholder(name);
  else it(name, body);
};
