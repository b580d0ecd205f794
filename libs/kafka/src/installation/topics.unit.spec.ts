import { everyTopic } from '#services';
import { kafkaLimits } from '../client/options.js';
import type { KafkaOptions } from '../client/options.js';
import {
  appendBytesMaxOf,
  isDense,
  isEvents,
  settingsPlan,
  settingsTopic,
  topicPlans,
} from './topics.js';
import type { TopicPlan } from './topics.js';

const options = (replication = 3): KafkaOptions => ({
  brokers: ['a:9092'],
  clientId: 'test',
  partitions: 12,
  replication,
});
const planOf = (topic: string, replication?: number): TopicPlan => {
  const plan = topicPlans(options(replication)).find((each) => each.topic === topic);
  if (plan === undefined) throw new Error(`no plan of ${topic}`);
  return plan;
};
const accepts = ({ demands }: TopicPlan, setting: string, value: string): boolean => {
  const demand = demands[setting];
  if (demand === undefined) throw new Error(`nothing is asked of ${setting}`);
  return demand.accepts(value);
};
const dayMs = 86_400_000;
const [events, inbox, channels] = ['oms.orders.events', 'oms.orders.inbox', 'oms.channels.orders'];

test('every topic of the register is planned, with as many partitions as all others', () => {
  const plans = topicPlans(options());
  expect(plans.map(({ topic }) => topic)).toEqual(everyTopic);
  expect(new Set(plans.map(({ partitions }) => partitions))).toEqual(new Set([12]));
});

test('the settings have one partition, so that one of two records is the first', () => {
  expect(settingsPlan(options())).toMatchObject({ topic: settingsTopic, partitions: 1 });
  expect(everyTopic).not.toContain(settingsTopic);
});

test('what a topic is made with is what it must have', () => {
  for (const plan of [...topicPlans(options()), settingsPlan(options(1))]) {
    for (const [setting, { value }] of Object.entries(plan.demands)) {
      expect([plan.topic, setting, accepts(plan, setting, value)]).toEqual([
        plan.topic,
        setting,
        true,
      ]);
    }
  }
});

test('events and settings are kept for ever, inboxes and channels for 30 days or longer', () => {
  for (const plan of [planOf(events), settingsPlan(options())]) {
    expect(accepts(plan, 'retention.ms', '-1')).toBe(true);
    expect(accepts(plan, 'retention.ms', `${10_000 * dayMs}`)).toBe(false);
  }
  for (const plan of [planOf(inbox), planOf(channels)]) {
    expect(
      ['-1', `${30 * dayMs}`, `${31 * dayMs}`, `${30 * dayMs - 1}`, 'not set'].map((value) =>
        accepts(plan, 'retention.ms', value),
      ),
    ).toEqual([true, true, true, false, false]);
    expect(plan.demands['retention.ms']?.text).toBe('2592000000 or more, or -1');
  }
});

test.each([
  ['compression.type', 'gzip', 'producer'],
  ['compression.type', 'uncompressed', 'zstd'],
  ['cleanup.policy', 'delete', 'compact'],
  ['cleanup.policy', 'delete', 'compact,delete'],
  ['retention.bytes', '-1', '1073741824'],
  ['message.timestamp.type', 'LogAppendTime', 'CreateTime'],
  ['unclean.leader.election.enable', 'false', 'true'],
])('%s may be %s and not %s', (setting, right, wrong) => {
  for (const plan of [...topicPlans(options()), settingsPlan(options())]) {
    expect(accepts(plan, setting, right)).toBe(true);
    expect(accepts(plan, setting, wrong)).toBe(false);
  }
});

test('all replicas but one must have what is acknowledged, and one where there is one', () => {
  const accepted = [1, 2, 3].map((replication) =>
    ['0', '1', '2', '3'].filter((value) =>
      accepts(planOf(events, replication), 'min.insync.replicas', value),
    ),
  );
  expect(accepted).toEqual([
    ['1', '2', '3'],
    ['1', '2', '3'],
    ['2', '3'],
  ]);
});

test('a topic takes the largest append, and what its encoding costs', () => {
  const { eventsAppendBytesMax, usualAppendBytesMax, encodingBytesMax } = kafkaLimits;
  expect(appendBytesMaxOf(events)).toBe(eventsAppendBytesMax);
  expect(appendBytesMaxOf(inbox)).toBe(usualAppendBytesMax);
  const least = eventsAppendBytesMax + encodingBytesMax;
  expect(accepts(planOf(events), 'max.message.bytes', `${least}`)).toBe(true);
  expect(accepts(planOf(events), 'max.message.bytes', `${least - 1}`)).toBe(false);
  expect(accepts(planOf(inbox), 'max.message.bytes', `${usualAppendBytesMax}`)).toBe(false);
});

test('events and inboxes have no gaps; what others publish may', () => {
  expect([events, inbox, channels, settingsTopic].map(isDense)).toEqual([true, true, false, false]);
  expect([events, inbox, channels, settingsTopic].map(isEvents)).toEqual([
    true,
    false,
    false,
    false,
  ]);
});
