/**
 * A row as JSON. It is written when it is looked at, which tells its size, and not once more with
 * its whole page: others would wait for that.
 */
export class Written {
  constructor(readonly json: string) {}

  get bytes(): number {
    return Buffer.byteLength(this.json);
  }
}

const areWritten = (value: unknown): value is readonly Written[] =>
  Array.isArray(value) && value[0] instanceof Written;

const isPage = (answer: unknown): answer is object =>
  typeof answer === 'object' && answer !== null && Object.values(answer).some(areWritten);

/** An answer as JSON. */
export const jsonOf = (answer: unknown): string => {
  if (!isPage(answer)) return JSON.stringify(answer);
  const fields = Object.entries(answer)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]: [string, unknown]) => {
      const json = areWritten(value)
        ? `[${value.map((row) => row.json).join(',')}]`
        : JSON.stringify(value);
      return `${JSON.stringify(name)}:${json}`;
    });
  return `{${fields.join(',')}}`;
};
