/**
 * A row as JSON. It is written when it is looked at, which tells its size, and not once more with
 * its whole page: others would wait for that.
 */
export class Written {
  constructor(readonly json: string) {}
}

interface PageLike { readonly rows: readonly Written[] }

const isPage = (answer: unknown): answer is PageLike =>
  typeof answer === 'object' && answer !== null && 'rows' in answer && Array.isArray(answer.rows)
  && answer.rows[0] instanceof Written;

/** An answer as JSON. */
export const jsonOf = (answer: unknown): string => {
  if (!isPage(answer)) return JSON.stringify(answer);
  const { rows, ...rest } = answer;
  const others = JSON.stringify(rest).slice(1);
  return `{"rows":[${rows.map(({ json }) => json).join(',')}]${others === '}' ? '' : ','}${others}`;
};
