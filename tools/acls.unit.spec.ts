import { aclsText, rights, topicsWithoutRights } from './acls-text.js';

test('every topic has whoever may read and write it', () => {
  expect(topicsWithoutRights()).toEqual([]);
});

test('one service alone writes its events, or the process of all; no other an inbox', () => {
  const writers = (name: string): readonly string[] =>
    rights()
      .filter(
        (each) =>
          each.resource === 'topic' && each.name === name && each.operations.includes('Write'),
      )
      .map(({ user }) => user);
  for (const service of ['orders', 'inventory', 'shipping']) {
    expect(writers(`oms.${service}.events`)).toEqual([`oms-${service}`, 'oms-serve']);
    expect(writers(`oms.${service}.inbox`)).toEqual([`oms-${service}`, 'oms-api', 'oms-serve']);
  }
  expect(writers('oms.channels.orders')).toEqual(['shop-publisher']);
  expect(writers('oms.settings')).toHaveLength(6);
});

test('the script is one command for each right', () => {
  const commands = aclsText()
    .split('\n')
    .filter((line) => line.startsWith('allow "'));
  expect(commands).toHaveLength(rights().length);
  expect(commands[0]).toBe(
    'allow "${USERS}oms-orders" --operation Create --operation Describe ' +
      '--operation DescribeConfigs --topic "${OMS_PREFIX}oms." --resource-pattern-type prefixed',
  );
});
