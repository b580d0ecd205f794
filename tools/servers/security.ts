import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { appNames } from '#services';

const run = promisify(execFile);
const quick = ['-J-XX:TieredStopAtLevel=1', '-J-XX:+UseSerialGC'];

/** What servers that let nobody in without a password are started with. */
export interface Security {
  readonly user: string;
  /** With characters that addresses and settings files have a use for. */
  readonly password: string;
  /** Key and certificate of all servers, in PKCS #12. */
  readonly keystore: string;
  readonly keystorePassword: string;
  /** The certificate alone, for 127.0.0.1: signed by itself, so no machine trusts it unasked. */
  readonly caFile: string;
  readonly ca: string;
}

/** Made by the JDK's keytool, in the folder; new at every start. */
export async function makeSecurity(folder: string): Promise<Security> {
  const keystore = join(folder, 'servers.p12');
  const caFile = join(folder, 'ca.pem');
  const keystorePassword = randomBytes(16).toString('hex');
  const store = [
    ...quick,
    '-alias',
    'servers',
    '-storetype',
    'PKCS12',
    '-keystore',
    keystore,
    '-storepass',
    keystorePassword,
  ];
  await run('keytool', [
    '-genkeypair',
    ...store,
    '-keyalg',
    'EC',
    '-groupname',
    'secp256r1',
    '-dname',
    'CN=Throughline test servers',
    '-ext',
    'san=ip:127.0.0.1',
    '-validity',
    '2',
  ]);
  await run('keytool', ['-exportcert', ...store, '-rfc', '-file', caFile]);
  return {
    user: 'oms',
    password: `p@ss/${randomBytes(12).toString('hex')}:?%`,
    keystore,
    keystorePassword,
    caFile,
    ca: await readFile(caFile, 'utf8'),
  };
}

/** Each client logs in again within this time; kafkajs does so ten seconds before its end. */
const loginAgainMs = 12_000;

/** Those of docs/kafka-acls.sh: they log in by PLAIN, and may do what they are allowed to. */
const limitedUsers = [
  ...[...appNames, 'serve'].map((name) => `oms-${name}`),
  'shop-publisher',
  'shop-reader',
];

/** What a broker is told so that its clients need TLS and log in, and it itself as its own. */
export function brokerSecurity(security: Security): string {
  const { user, password, keystore, keystorePassword, caFile } = security;
  const login = 'org.apache.kafka.common.security';
  const named = `required username="${user}" password="${password}"`;
  const scram = `${login}.scram.ScramLoginModule ${named};`;
  const users = [user, ...limitedUsers].map((each) => `user_${each}="${password}"`).join(' ');
  return `listener.security.protocol.map=CONTROLLER:PLAINTEXT,SASL_SSL:SASL_SSL
security.inter.broker.protocol=SASL_SSL
sasl.mechanism.inter.broker.protocol=SCRAM-SHA-512
sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512
listener.name.sasl_ssl.plain.sasl.jaas.config=${login}.plain.PlainLoginModule ${named} \
${users};
listener.name.sasl_ssl.scram-sha-256.sasl.jaas.config=${scram}
listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config=${scram}
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
allow.everyone.if.no.acl.found=false
super.users=User:${user};User:ANONYMOUS
connections.max.reauth.ms=${loginAgainMs}
ssl.keystore.type=PKCS12
ssl.keystore.location=${keystore}
ssl.keystore.password=${keystorePassword}
ssl.truststore.type=PEM
ssl.truststore.location=${caFile}
`;
}

/** Users are part of a broker's data: it is formatted with them. */
export const scramUsers = ({ user, password }: Security): readonly string[] =>
  ['SCRAM-SHA-256', 'SCRAM-SHA-512'].map(
    (mechanism) => `--add-scram=${mechanism}=[name="${user}",password="${password}"]`,
  );

/** The variables by which the product's processes connect, besides the two addresses. */
export const clientEnvironment = ({ user, password, caFile }: Security) => ({
  KAFKA_SSL: 'true',
  KAFKA_SASL_MECHANISM: 'scram-sha-512',
  KAFKA_SASL_USERNAME: user,
  KAFKA_SASL_PASSWORD: password,
  NODE_EXTRA_CA_CERTS: caFile,
});
