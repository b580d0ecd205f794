/**
 * A test that needs `place`; without it a placeholder stands for it, which the count at the end
 * takes for neither passed nor failed.
 */
export const itWhere = (
  place: string | undefined, name: string, body: () => Promise<void>,
): void => {
  if (place === undefined) it(`not run: ${name}`, () => undefined);
  else it(name, body);
};
