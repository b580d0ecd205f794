import { KafkaFrames } from './kafka-frames.js';

/** A request of this API, with so many bytes behind its head. */
const request = (apiKey: number, bytes: number): Buffer => {
  const frame = Buffer.alloc(6 + bytes, apiKey);
  frame.writeInt32BE(2 + bytes, 0);
  frame.writeInt16BE(apiKey, 4);
  return frame;
};

const stream = Buffer.concat([request(3, 10), request(0, 300), request(0, 1), request(18, 0)]);

test.each([1, 2, 5, 7, 64, 1_000])('chunks of %d bytes: nothing is lost, each is told', (size) => {
  const frames = new KafkaFrames();
  const parts = [];
  for (let at = 0; at < stream.length; at += size) {
    parts.push(...frames.take(stream.subarray(at, at + size)));
  }
  expect(Buffer.concat(parts.map(({ bytes }) => bytes))).toEqual(stream);
  expect(parts.filter(({ isFirst }) => isFirst).map(({ apiKey }) => apiKey)).toEqual([3, 0, 0, 18]);
  expect(parts.filter(({ isLast }) => isLast)).toHaveLength(4);
});

test('the first bytes of a head wait until its kind is known', () => {
  const frames = new KafkaFrames();
  expect(frames.take(stream.subarray(0, 5))).toEqual([]);
  expect(frames.take(stream.subarray(5, 16))).toMatchObject([
    { apiKey: 3, isFirst: true, isLast: true },
  ]);
});
