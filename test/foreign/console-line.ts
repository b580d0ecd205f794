/** A line as kafka-console-producer reads it, for the publisher in Java. */
const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** Headers, key and value, tabs between. */
export const recordIn = (line: string, partition: number) => {
  const [headers = '', key = '', value = ''] = line.split('\t');
  return {
    mode: 'raw',
    id: key,
    partition,
    key: base64(key),
    value: base64(value),
    headers: headers.split(',').map((header) => {
      const at = header.indexOf(':');
      return [header.slice(0, at), base64(header.slice(at + 1))];
    }),
  };
};
