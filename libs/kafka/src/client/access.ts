import type { KafkaConfig } from 'kafkajs';

/** How brokers let a program in; empty where they let in everybody. */
export interface KafkaAccess {
  readonly ssl?: KafkaConfig['ssl'];
  readonly sasl?: KafkaConfig['sasl'];
}

const mechanisms = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;
const login = ['KAFKA_SASL_MECHANISM', 'KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD'] as const;

type Login = {
  [M in (typeof mechanisms)[number]]: {
    readonly mechanism: M;
    readonly username: string;
    readonly password: string;
  };
}[(typeof mechanisms)[number]];

type Environment = Readonly<Record<string, string | undefined>>;

/** What the variables say, and each that is wrong with the form expected; never the password. */
export const readAccess = (
  environment: Environment,
): { readonly access: KafkaAccess; readonly faults: readonly string[] } => {
  const setIn = (name: string): string | undefined => {
    const value = environment[name];
    return value === undefined || value.trim() === '' ? undefined : value;
  };
  const faults: string[] = [];
  const ssl = setIn('KAFKA_SSL');
  if (ssl !== undefined && ssl !== 'true' && ssl !== 'false') {
    faults.push(`KAFKA_SSL is '${ssl}': expected true or false`);
  }
  const [named, username, password] = login.map(setIn);
  const mechanism = mechanisms.find((each) => each === named);
  if (named !== undefined && mechanism === undefined) {
    faults.push(`KAFKA_SASL_MECHANISM is '${named}': expected one of ${mechanisms.join(', ')}`);
  }
  const present = login.filter((name) => setIn(name) !== undefined);
  const missing = present.length === 0 ? [] : login.filter((name) => !present.includes(name));
  faults.push(
    ...missing.map((name) => `${name} is not set: expected beside ${present.join(' and ')}`),
  );
  const isComplete = mechanism !== undefined && username !== undefined && password !== undefined;
  const sasl: Login | undefined = isComplete ? { mechanism, username, password } : undefined;
  return {
    access: { ...(ssl === 'true' ? { ssl: true } : {}), ...(sasl === undefined ? {} : { sasl }) },
    faults,
  };
};
