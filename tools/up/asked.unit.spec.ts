import { askedFor, asksForHelp, usage } from './asked.js';

const usual = { data: undefined, brokers: 1, port: undefined, services: false };

it.each([
  ['nothing', [], {}, usual],
  ['after --', ['--data', 'd', '--brokers', '3'], {}, { ...usual, data: 'd', brokers: 3 }],
  ['after --, with =', ['--port=4000'], {}, { ...usual, port: 4000 }],
  ['--data d', ['d'], { npm_config_data: 'true' }, { ...usual, data: 'd' }],
  ['--data=d', [], { npm_config_data: 'd' }, { ...usual, data: 'd' }],
  [
    '--brokers 3 --data d',
    ['3', 'd'],
    { npm_config_data: 'true', npm_config_brokers: 'true' },
    { ...usual, data: 'd', brokers: 3 },
  ],
  [
    '--port 4000 --brokers 1',
    ['4000', '1'],
    { npm_config_port: 'true', npm_config_brokers: 'true' },
    { ...usual, port: 4000 },
  ],
  ['--services', [], { npm_config_services: 'true' }, { ...usual, services: true }],
  [
    '--services after --',
    ['--port', '4000', '--services'],
    {},
    { ...usual, port: 4000, services: true },
  ],
  ['--data=d -- --data e', ['--data', 'e'], { npm_config_data: 'd' }, { ...usual, data: 'e' }],
])('understands %s', (_, given, environment, asked) => {
  expect(askedFor(given, environment)).toEqual(asked);
});

it.each([
  [['--brokers', '2'], {}, /--brokers is "2"; expected npm run up/],
  [['--port', '0'], {}, /--port is "0"/],
  [['--port', '1e3'], {}, /--port is "1e3"/],
  [['--data'], {}, /--data has no value/],
  [[], { npm_config_data: 'true' }, /--data has no value/],
  [['d'], {}, /cannot tell what "d" is for/],
  [['2'], { npm_config_brokers: 'true' }, /cannot tell what "2" is for/],
  [['--verbose'], {}, /--verbose is not known/],
])('refuses %j with %j', (given, environment, message) => {
  expect(() => askedFor(given, environment)).toThrow(message);
});

it('knows who asks for help alone', () => {
  expect([['--help'], ['--port', '4000', '-h'], ['--port', '4000']].map(asksForHelp)).toEqual([
    true,
    true,
    false,
  ]);
  expect(usage).toMatch(/^usage: npm run up -- .*--data DIR/);
});
