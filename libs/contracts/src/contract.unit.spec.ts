import { z } from 'zod';
import { message } from './catalogue/entry.js';
import {
  contractOf,
  contractsOf,
  knownContract,
  levelOf,
  upcast,
  versionNamed,
} from './contract.js';
import { UnknownContract } from './envelope.js';

const renamed = ({ colour, ...rest }: Readonly<Record<string, unknown>>) => ({
  ...rest,
  hue: colour,
});
const listed = ({ hue, ...rest }: Readonly<Record<string, unknown>>) => ({ ...rest, hues: [hue] });
const schema = z.strictObject({ hues: z.array(z.string()) });
const painted = contractOf('wall.painted', message('A wall.', schema, [renamed, listed]));

describe('a message whose form changed twice', () => {
  test('is of version 3', () => {
    expect(painted).toMatchObject({
      version: 3,
      ceType: 'oms.wall.painted',
      dataschema: 'oms:/schemas/wall.painted/3',
    });
  });

  test.each([
    [1, { id: 'w', colour: 'red' }],
    [2, { id: 'w', hue: 'red' }],
    [3, { id: 'w', hues: ['red'] }],
  ])('is lifted from version %i to the newest', (version, data) => {
    expect(upcast(painted, version, data)).toEqual({ id: 'w', hues: ['red'] });
  });

  test.each([
    ['oms:/schemas/wall.painted/1', 1],
    ['oms:/schemas/wall.painted/3', 3],
    ['oms:/schemas/wall.painted/4', undefined],
    ['oms:/schemas/wall.painted/0', undefined],
    ['oms:/schemas/wall.built/1', undefined],
    ['wall.painted/1', undefined],
    ['', undefined],
  ])('%s names version %s', (dataschema, version) => {
    expect(versionNamed(painted, dataschema)).toBe(version);
  });
});

describe('the level of a catalogue', () => {
  const one = contractsOf({ 'wall.painted': message('A wall.', schema) });

  test('rises with a new version and with a new type', () => {
    const newer = contractsOf({ 'wall.painted': message('A wall.', schema, [renamed]) });
    const wider = contractsOf({
      'wall.painted': message('A wall.', schema),
      'wall.built': message('A wall.', schema),
    });
    expect([one, newer, wider].map(levelOf)).toEqual([1, 2, 2]);
  });

  test('what is above it is not read', () => {
    expect(() => knownContract(one, 'oms.wall.painted', painted.dataschema)).toThrow(
      UnknownContract,
    );
    expect(() => knownContract(one, 'oms.wall.built', painted.dataschema)).toThrow(UnknownContract);
  });
});
