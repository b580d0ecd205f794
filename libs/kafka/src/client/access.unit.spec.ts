import { readAccess } from './access.js';

const login = {
  KAFKA_SASL_MECHANISM: 'scram-sha-512',
  KAFKA_SASL_USERNAME: 'orders',
  KAFKA_SASL_PASSWORD: 'secret',
};

test('a cluster that lets in everybody needs nothing, and what is blank counts as nothing', () => {
  expect(readAccess({})).toEqual({ access: {}, faults: [] });
  expect(readAccess({ KAFKA_SSL: ' ', KAFKA_SASL_USERNAME: '' })).toEqual({
    access: {},
    faults: [],
  });
});

test('TLS and a login are read together', () => {
  expect(readAccess({ ...login, KAFKA_SSL: 'true' })).toEqual({
    access: {
      ssl: true,
      sasl: { mechanism: 'scram-sha-512', username: 'orders', password: 'secret' },
    },
    faults: [],
  });
});

test.each(['KAFKA_SASL_MECHANISM', 'KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD'])(
  'a login without %s is none, and says what is missing beside what',
  (name) => {
    const { access, faults } = readAccess({ ...login, [name]: undefined });
    expect(access).toEqual({});
    expect(faults).toEqual([
      expect.stringMatching(new RegExp(`^${name} is not set: expected beside KAFKA_SASL_`)),
    ]);
  },
);

test('words that nobody knows are named with what is expected; the password never is', () => {
  const { faults } = readAccess({ ...login, KAFKA_SSL: 'yes', KAFKA_SASL_MECHANISM: 'gssapi' });
  expect(faults).toEqual([
    "KAFKA_SSL is 'yes': expected true or false",
    "KAFKA_SASL_MECHANISM is 'gssapi': expected one of plain, scram-sha-256, scram-sha-512",
  ]);
  expect(faults.join()).not.toContain('secret');
});
