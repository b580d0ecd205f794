/** The error and what it was caused by. */
export function* causesOf(error: unknown): Generator<Error> {
  for (let each = error; each instanceof Error; each = each.cause) yield each;
}

/** What to set otherwise where a login or a certificate is refused. */
const refusal = (error: unknown): string | undefined => {
  for (const each of causesOf(error)) {
    if (each.name === 'KafkaJSSASLAuthenticationError') {
      return 'correct KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD or KAFKA_SASL_MECHANISM';
    }
    // Node's codes: DEPTH_ZERO_SELF_SIGNED_CERT, UNABLE_TO_VERIFY_LEAF_SIGNATURE and others.
    if ('code' in each && /CERT|SIGNATURE/.test(String(each.code))) {
      return (
        'give a certificate that is trusted; NODE_EXTRA_CA_CERTS names the file of a ' +
        'private CA'
      );
    }
  }
  return undefined;
};

/** With what to set otherwise, where that is known. */
export const withRefusal = (reason: string, error: unknown): string => {
  const advice = refusal(error);
  return advice === undefined ? reason : `${reason}: ${advice}`;
};

/** A broker that wants TLS or a password just closes the connection of who brings none. */
export class KafkaUnreachable extends Error {
  override readonly name = 'KafkaUnreachable';

  constructor(brokers: readonly string[], reason: string, cause: unknown) {
    const advice =
      refusal(cause) === undefined
        ? ': start it, or correct KAFKA_BROKERS, KAFKA_SSL or KAFKA_SASL_MECHANISM'
        : '';
    super(`no Kafka broker answers at ${brokers.join(', ')}: ${reason}${advice}`, { cause });
  }
}
