/**
 * Names one inbox record: what a post gave back, what a reader may wait for. Text: `orders.3.1207`.
 */
export interface Token {
  readonly service: string;
  readonly partition: number;
  readonly offset: number;
}

export const tokenText = ({ service, partition, offset }: Token): string =>
  `${service}.${partition}.${offset}`;

/** `undefined` where the text is no token. */
export const parseToken = (text: string): Token | undefined => {
  const match = /^([a-z]+)\.(\d{1,5})\.(\d{1,15})$/.exec(text);
  const [, service, partition, offset] = match ?? [];
  if (service === undefined) return undefined;
  return { service, partition: Number(partition), offset: Number(offset) };
};
