/**
 * The text of docs/kafka-acls.sh: who may do what on Kafka, from the services as they are: what
 * each reads, listens to and writes.
 */
import { topicPlans } from '#kafka';
import { eventsTopic, inboxTopic } from '#runtime';
import { channelTopic, serviceModules, serviceNames } from '#services';
import type { AnyService } from '#services';

const settings = 'oms.settings';

interface Right {
  readonly user: string;
  readonly resource: 'topic' | 'group';
  readonly name: string;
  readonly prefixed?: true;
  readonly operations: readonly string[];
}

const read = ['Read', 'Describe'];
const readWrite = ['Read', 'Write', 'Describe'];
const userOf = (name: string): string => `oms-${name}`;

const topic = (user: string, name: string, operations: readonly string[]): Right => ({
  user,
  resource: 'topic',
  name,
  operations,
});

/** What each process needs: it audits every topic, makes missing ones, keeps the settings. */
const ofEach = (user: string): readonly Right[] => [
  {
    user,
    resource: 'topic',
    name: 'oms.',
    prefixed: true,
    operations: ['Create', 'Describe', 'DescribeConfigs'],
  },
  topic(user, settings, readWrite),
];

const channels = [channelTopic];

const ofService = ({ name, inputs, sources }: AnyService): readonly Right[] => {
  const user = userOf(name);
  const heard = [...inputs, ...sources].filter(({ source }) => source !== name);
  return [
    ...ofEach(user),
    ...[inboxTopic(name), eventsTopic(name)].map((each) => topic(user, each, readWrite)),
    ...heard.map((each) => topic(user, each.topic, read)),
    { user, resource: 'group', name, operations: read },
    { user, resource: 'group', name: `positions.${name}.`, prefixed: true, operations: read },
  ];
};

const ofProjections = (): readonly Right[] => {
  const user = userOf('projections');
  return [
    ...ofEach(user),
    ...serviceNames.flatMap((name) =>
      [inboxTopic(name), eventsTopic(name)].map((each) => topic(user, each, read)),
    ),
    { user, resource: 'group', name: 'projections', prefixed: true, operations: read },
    ...serviceNames.map((name): Right => ({
      user,
      resource: 'group',
      name,
      prefixed: true,
      operations: read,
    })),
  ];
};

const ofApi = (): readonly Right[] => {
  const user = userOf('api');
  return [
    ...ofEach(user),
    ...serviceNames.flatMap((name) => [
      topic(user, inboxTopic(name), readWrite),
      topic(user, eventsTopic(name), read),
    ]),
    ...channels.map((each) => topic(user, each, read)),
    { user, resource: 'group', name: 'positions.', prefixed: true, operations: ['Describe'] },
  ];
};

/** One process with all roles, `oms serve`. */
const ofAll = (): readonly Right[] => {
  const user = userOf('serve');
  return [
    ...ofEach(user),
    ...serviceNames.flatMap((name) =>
      [inboxTopic(name), eventsTopic(name)].map((each) => topic(user, each, readWrite)),
    ),
    ...channels.map((each) => topic(user, each, read)),
    ...[...serviceNames, 'projections', 'positions.'].map((name): Right => ({
      user,
      resource: 'group',
      name,
      prefixed: true,
      operations: read,
    })),
  ];
};

/** Programs of others: who publishes orders, and who follows what happened. */
const ofOthers = (): readonly Right[] => [
  ...channels.map((each) => topic('shop-publisher', each, ['Write', 'Describe'])),
  ...serviceNames.map((name) => topic('shop-reader', eventsTopic(name), read)),
  { user: 'shop-reader', resource: 'group', name: 'shop.', prefixed: true, operations: read },
];

export const rights = (): readonly Right[] => [
  ...serviceModules.flatMap(ofService),
  ...ofProjections(),
  ...ofApi(),
  ...ofAll(),
  ...ofOthers(),
];

const commandOf = ({ user, resource, name, prefixed, operations }: Right): string =>
  [
    `allow "\${USERS}${user}"`,
    ...operations.map((each) => `--operation ${each}`),
    `--${resource} "\${OMS_PREFIX}${name}"`,
    ...(prefixed ? ['--resource-pattern-type prefixed'] : []),
  ].join(' ');

const header = `#!/usr/bin/env bash
# Who may do what on Kafka, from the services as they are. Generated: npm run docs.
# Needs kafka-acls, and an authorizer at the brokers (KRaft: StandardAuthorizer) that denies what
# nobody allowed: allow.everyone.if.no.acl.found=false.
#   KAFKA_BROKERS=host:9092 KAFKA_CONFIG=admin.properties bash docs/kafka-acls.sh
# USERS stands before each name, OMS_PREFIX before each topic and group.
# What follows when somebody else writes somewhere: docs/security.md.
set -euo pipefail
: "\${KAFKA_BROKERS:?host:port of the brokers}" "\${USERS:=User:}" "\${OMS_PREFIX:=}"
config=()
[ -z "\${KAFKA_CONFIG:-}" ] || config=(--command-config "$KAFKA_CONFIG")
allow() {
  local user=$1
  shift
  kafka-acls --bootstrap-server "$KAFKA_BROKERS" "\${config[@]}" --add \\
    --allow-principal "$user" "$@"
}
`;

export const aclsText = (): string => {
  const parts = [...byUser(rights())].map(([user, own]) =>
    [`\n# ${user}`, ...own.map(commandOf)].join('\n'),
  );
  return `${header}${parts.join('\n')}\n`;
};

const userIn = ({ user }: Right): string => user;

const byUser = (all: readonly Right[]): ReadonlyMap<string, readonly Right[]> => {
  const users = [...new Set(all.map(userIn))];
  return new Map(users.map((user) => [user, all.filter((each) => each.user === user)]));
};

/** Topics of the plan that no right names: there must be none. */
export const topicsWithoutRights = (): readonly string[] => {
  const named = new Set(
    rights()
      .filter(({ prefixed }) => !prefixed)
      .map(({ name }) => name),
  );
  return topicPlans({ brokers: [], clientId: '', partitions: 1, replication: 1 })
    .map(({ topic: each }) => each)
    .filter((each) => !named.has(each));
};
