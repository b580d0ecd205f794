import { isAnswer, isBug, reasonOf, errorType } from './error-type.js';
import { KafkaUnreachable } from './unreachable.js';

const named = (name: string, more: object = {}, cause?: Error): Error =>
  Object.assign(new Error('it said no', { cause }), { name, ...more });
const answered = named('KafkaJSProtocolError', { type: 'NOT_LEADER_FOR_PARTITION' });

test('the answer of a broker is found behind the errors that it was wrapped in', () => {
  const wrapped = named('KafkaJSNumberOfRetriesExceeded', {}, answered);
  expect([errorType(wrapped), isAnswer(wrapped)]).toEqual(['NOT_LEADER_FOR_PARTITION', true]);
  expect(reasonOf(wrapped)).toBe('NOT_LEADER_FOR_PARTITION: it said no');
});

test('a failure of the network has the name of its error, and is no answer', () => {
  const lost = named('KafkaJSConnectionError');
  expect([errorType(lost), isAnswer(lost), isBug(lost)]).toEqual([
    'KafkaJSConnectionError',
    false,
    false,
  ]);
  expect(reasonOf(lost)).toBe('it said no');
  expect([errorType('x'), reasonOf('x')]).toEqual(['unknown', 'x']);
});

test('a bug of a program is told apart from a failure that passes', () => {
  expect([new TypeError('x'), new RangeError('x'), new Error('x')].map(isBug)).toEqual([
    true,
    true,
    false,
  ]);
});

test.each([
  ['a refused login', named('KafkaJSSASLAuthenticationError'), 'correct KAFKA_SASL_USERNAME'],
  [
    'a certificate that nobody trusts',
    named('Error', {}, named('Error', { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })),
    'NODE_EXTRA_CA_CERTS',
  ],
])('%s says what to set otherwise', (_what, error, advice) => {
  expect(reasonOf(error)).toContain(advice);
  const { message } = new KafkaUnreachable(['one:9092', 'two:9092'], reasonOf(error), error);
  expect(message).toContain('no Kafka broker answers at one:9092, two:9092: it said no');
  expect(message).not.toContain('start it');
});

test('brokers that close the connection may want TLS or a password', () => {
  const closed = named('KafkaJSConnectionClosedError');
  expect(new KafkaUnreachable(['one:9092'], 'closed', closed).message).toBe(
    'no Kafka broker answers at one:9092: closed: start it, or correct KAFKA_BROKERS, KAFKA_SSL ' +
      'or KAFKA_SASL_MECHANISM',
  );
});
